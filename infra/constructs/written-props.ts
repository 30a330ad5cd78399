import { Stack, Token } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import * as v from 'valibot';
import type { SettingsSource } from '../settings/invalid-settings.ts';
import { isObject, wholeNumber } from '../settings/shapes.ts';
import { readSettings, type Settings } from '../settings/settings.ts';
import type { ClientProps } from './client-props.ts';
import { written, writtenRate } from './durations.ts';
import { Grant } from './grant.ts';
import type { Click2MailTokenRotationProps } from './props.ts';

/**
 * Checks the options of a rotation by the rules that hold for `cdk.json`, and fills in the defaults.
 * @throws InvalidSettings with the paths of the options
 */
export function settingsOfProps(scope: Construct, props: Click2MailTokenRotationProps): Settings {
  const { account, region } = Stack.of(scope);
  const options: Partial<Click2MailTokenRotationProps> = isObject(props) ? props : {};
  const { clients, alarms, sweepEvery, checkEvery, stackNumber, functions: _, ...rest } = options;
  const source: SettingsSource = { what: `The options of ${scope.node.path}`, line: lineOfProblem };
  return readSettings(
    said({
      ...rest,
      account: Token.isUnresolved(account) ? undefined : account,
      region: Token.isUnresolved(region) ? undefined : region,
      sweepEvery: written(sweepEvery),
      checkEvery: written(checkEvery),
      alarms: writtenAlarms(alarms),
      clients: isObject(clients)
        ? Object.fromEntries(Object.entries(clients).map(([name, client]) => [name, writtenClient(client)]))
        : clients,
    }),
    source,
    stackNumberProblems(stackNumber),
  );
}

/** The only option that is no setting: an app of settings numbers its stacks itself. */
function stackNumberProblems(stackNumber: unknown): string[] {
  const problem = 'must be a whole number from 1 to 100';
  return v.is(v.optional(wholeNumber(problem, 1, 100)), stackNumber) ? [] : [`stackNumber: ${problem}`];
}

/** Whoever writes JavaScript may leave out what TypeScript asks for: the check says so, and nothing fails before it. */
function writtenClient(client: Partial<ClientProps>): unknown {
  if (!isObject(client)) return client;
  const { grant = Grant.assertion(), rotateEvery, grace, ...rest } = client;
  return {
    ...rest,
    ...(grant instanceof Grant ? grant.written : NO_GRANT),
    rotateEvery: writtenRate(rotateEvery),
    grace: written(grace),
  };
}

function writtenAlarms(alarms: unknown): unknown {
  if (!isObject(alarms)) return alarms;
  const { topic, ...rest } = alarms as { readonly topic?: Partial<ITopic> };
  return { topicArn: topic?.topicArn ?? topic, ...rest };
}

/** The check refuses it, and lineOfProblem has the words for it: those of the settings are not what to write here. */
const NO_GRANT = { grant: null };

function lineOfProblem(keys: readonly string[], problem: string): string {
  const isGrant = keys[0] === 'clients' && keys[2] === 'grant';
  return `${pathInProps(keys)}: ${isGrant ? 'must be a Grant, for example Grant.assertion()' : problem}`;
}

/** Where the settings have another name for what an option says. */
function pathInProps(keys: readonly string[]): string {
  const [first, name, setting, ...rest] = keys;
  if (first === 'alarms' && name === 'topicArn') return 'alarms.topic';
  if (first !== 'clients' || (setting !== 'assertion' && setting !== 'existingKeyArn')) return keys.join('.');
  const inGrant = setting === 'existingKeyArn' ? [setting] : rest;
  return [first, name, 'grant', ...inGrant.map((key) => (key === 'lifetimeSeconds' ? 'lifetime' : key))].join('.');
}

/** Without what is undefined: an option that is undefined was not said. */
function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, said(one)]])),
  );
}

/** None that a class made: a construct has no end, because it leads to all others and back. */
function isPlainObject(value: unknown): value is object {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
