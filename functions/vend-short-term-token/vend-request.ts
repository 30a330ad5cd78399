import { InvalidVendRequest, ScopeNotAllowed } from '../core/errors.ts';
import { uncovered } from '../core/scopes.ts';

/** What a consumer may get: a client's tokens, with no more than these scopes. */
export interface Profile {
  /** The client's name in the configuration. */
  readonly client: string;
  readonly scopes: readonly string[];
}

/** What a caller asks for. */
export interface VendRequest {
  /** Undefined asks for all that the profile has. */
  readonly scopes: readonly string[] | undefined;
  readonly minimumLifetimeSeconds: number;
}

const DEFAULT_MINIMUM_LIFETIME_SECONDS = 60;

/** A fresh token has 900 seconds, less what the exchange took: more cannot be had. */
const LONGEST_MINIMUM_LIFETIME_SECONDS = 840;

const MOST_SCOPES = 50;
const SCOPE = /^[a-z][a-z0-9_.-]{0,63}:(?:\*|[a-z][a-z0-9_.-]{0,63})$/;
const FIELDS = ['scopes', 'minimum_lifetime_seconds'];

/**
 * Reads `{"scopes"?: string[], "minimum_lifetime_seconds"?: number}`; an empty payload asks for everything.
 * @throws InvalidVendRequest naming the field
 */
export function parseVendRequest(payload: unknown): VendRequest {
  const body = payload ?? {};
  if (typeof body !== 'object' || Array.isArray(body))
    throw new InvalidVendRequest('The request is to be a JSON object.');
  const fields = body as Record<string, unknown>;
  const unknown = Object.keys(fields).filter((name) => !FIELDS.includes(name));
  if (unknown.length > 0) throw new InvalidVendRequest(`The request has fields besides ${FIELDS.join(', ')}.`);
  return { scopes: scopesOf(fields), minimumLifetimeSeconds: minimumLifetimeOf(fields) };
}

/**
 * The scopes to exchange for, sorted and each once: what was asked, where the profile covers it. Nothing asked means the
 * whole profile; never nothing at all, because the API would then grant everything.
 * @throws ScopeNotAllowed when anything is asked that the profile does not cover
 */
export function narrowedScopes(profile: Profile, { scopes }: VendRequest): string[] {
  const asked = scopes ?? profile.scopes;
  const refused = uncovered(asked, profile.scopes);
  if (refused.length > 0 || asked.length === 0) {
    throw new ScopeNotAllowed('The request asks for scopes that the consumer does not have.', {
      client: profile.client,
    });
  }
  return [...new Set(asked)].toSorted();
}

function scopesOf({ scopes }: Record<string, unknown>): string[] | undefined {
  if (scopes === undefined) return undefined;
  const isList = Array.isArray(scopes) && scopes.length > 0 && scopes.length <= MOST_SCOPES;
  if (!isList || !scopes.every((scope): scope is string => typeof scope === 'string' && SCOPE.test(scope))) {
    throw new InvalidVendRequest(
      `The request's scopes are to be a list of 1 to ${MOST_SCOPES} texts such as "jobs:submit"; leave it out for all.`,
    );
  }
  return scopes;
}

function minimumLifetimeOf(fields: Record<string, unknown>): number {
  const { minimum_lifetime_seconds: seconds = DEFAULT_MINIMUM_LIFETIME_SECONDS } = fields;
  const isPossible = typeof seconds === 'number' && seconds >= 0 && seconds <= LONGEST_MINIMUM_LIFETIME_SECONDS;
  if (!isPossible) {
    throw new InvalidVendRequest(
      `The request's minimum_lifetime_seconds is to be a number from 0 to ${LONGEST_MINIMUM_LIFETIME_SECONDS}.`,
    );
  }
  return seconds;
}
