import * as v from 'valibot';
import { InvalidVendRequest, ScopeNotAllowed } from '../core/errors.ts';
import { isTokenId } from '../core/token-id.ts';
import { uncovered } from '../core/scopes.ts';
import { type Door, readInput, text } from '../lambda/read-input.ts';
import type { ConsumerSettings } from '../lambda/settings.ts';

/** What a caller asks for. */
export interface VendRequest {
  /** Undefined asks for all that the profile has. */
  readonly scopes: readonly string[] | undefined;
  readonly minimumLifetimeSeconds: number;
  /** A token that was refused to the caller, which is not to be handed out again: its id, or its SHA-256 in hex. */
  readonly insteadOf?: string | undefined;
}

const DEFAULT_MINIMUM_LIFETIME_SECONDS = 60;

/** A fresh token has 900 seconds, less what the exchange took: more cannot be had. */
const LONGEST_MINIMUM_LIFETIME_SECONDS = 840;

const MOST_SCOPES = 50;

/** The token itself is never to be sent. A JWT's header is JSON, which begins like this (RFC 7519 §3.1). */
const isJwt = (value: string): boolean => /^eyJ[^.]*\.[^.]*\./.test(value);

const REQUEST = v.strictObject({
  scopes: v.optional(
    v.pipe(
      v.array(text(/^[a-z][a-z0-9_.-]{0,63}:(?:\*|[a-z][a-z0-9_.-]{0,63})$/)),
      v.minLength(1),
      v.maxLength(MOST_SCOPES),
    ),
  ),
  minimum_lifetime_seconds: v.optional(
    v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_MINIMUM_LIFETIME_SECONDS)),
    DEFAULT_MINIMUM_LIFETIME_SECONDS,
  ),
  instead_of: v.optional(v.custom<string>((value) => isTokenId(value) && !isJwt(value))),
});

const DOOR: Door<typeof REQUEST.entries> = {
  name: 'The request',
  shape: REQUEST,
  noObject: 'The request is to be a JSON object.',
  problems: {
    scopes: `The request's scopes are to be a list of 1 to ${MOST_SCOPES} texts such as "jobs:submit"; leave it out for all.`,
    minimum_lifetime_seconds: `The request's minimum_lifetime_seconds is to be a number from 0 to ${LONGEST_MINIMUM_LIFETIME_SECONDS}.`,
    instead_of: "The request's instead_of is to be the token_id of the token that was refused, or its SHA-256 in hex.",
  },
  refuse: (message) => new InvalidVendRequest(message),
};

/**
 * Reads `{"scopes"?: string[], "minimum_lifetime_seconds"?: number, "instead_of"?: string}`; an empty payload asks for
 * everything.
 * @param profile whose scopes a caller is told that asked for something else than scopes
 * @throws InvalidVendRequest naming the field
 */
export function readVendRequest(payload: unknown, profile?: ConsumerSettings): VendRequest {
  const scopes = `${DOOR.problems.scopes}${profile === undefined ? '' : ` ${offerOf(profile)}`}`;
  const asked = readInput(payload ?? {}, { ...DOOR, problems: { ...DOOR.problems, scopes } });
  return {
    scopes: asked.scopes,
    minimumLifetimeSeconds: asked.minimum_lifetime_seconds,
    insteadOf: asked.instead_of,
  };
}

/**
 * The scopes to exchange for, sorted and each once: what was asked, where the profile covers it. Nothing asked means the
 * whole profile; never nothing at all, because the API would then grant everything.
 * @throws ScopeNotAllowed when anything is asked that the profile does not cover
 */
export function narrowedScopes(profile: ConsumerSettings, { scopes }: VendRequest): string[] {
  const asked = scopes ?? profile.scopes;
  const refused = uncovered(asked, profile.scopes);
  if (refused.length > 0 || asked.length === 0) {
    throw new ScopeNotAllowed(`The request asks for scopes that the consumer does not have. ${offerOf(profile)}`, {
      client: profile.client,
    });
  }
  return [...new Set(asked)].toSorted();
}

/** What may be asked for, from the settings. What was asked for is not repeated: it may be a secret in the wrong place. */
function offerOf({ scopes }: ConsumerSettings): string {
  return `The consumer may ask for ${scopes.join(', ') || 'nothing'}.`;
}
