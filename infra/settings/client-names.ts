import type { KeySlot } from '../../functions/lambda/settings.ts';

/** Name of the secret that holds the client's token. */
export function tokenSecretName(prefix: string, client: string): string {
  return `${prefix}/${client}`;
}

/** Name of the secret in which an operator puts the client's secret. An underscore, for the reason below. */
export function clientSecretName(prefix: string, client: string): string {
  return `${prefix}/${client}/client_secret`;
}

/** Name of a key that signs the client's assertions. */
export function signingKeyAlias(prefix: string, client: string, slot: KeySlot): string {
  return aliasOfSlot(`alias/${prefix}/${client}`, slot);
}

/** Name of a key that signs for every client of a stack. No client can have this name: it has an underscore. */
export function sharedSigningKeyAlias(prefix: string, stackNumber: number, slot: KeySlot): string {
  return aliasOfSlot(`alias/${prefix}/signing_key${stackNumber === 1 ? '' : `_${stackNumber}`}`, slot);
}

/** The first slot has the name that keys had before there were slots. No client's name is a single letter. */
function aliasOfSlot(alias: string, slot: KeySlot): string {
  return slot === 'a' ? alias : `${alias}/${slot}`;
}

/** What is wrong with a client's name in the settings; undefined when it can be used. */
export function clientNameProblem(client: string): string | undefined {
  if (!/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/.test(client)) {
    return 'is not a name for a client: allowed are 2 to 40 lower-case letters, digits and hyphens, beginning with a letter and not ending in a hyphen';
  }
  // Secrets Manager takes such an ending for the suffix of an ARN, and then does not find the secret by its name
  // (docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen).
  if (/-.{6}$/.test(client)) {
    return 'is not a name for a client: it ends in a hyphen and six characters, which Secrets Manager takes for the end of an ARN';
  }
  if (['constructor', 'prototype'].includes(client)) return 'is not a name for a client: JavaScript reserves it';
  return undefined;
}
