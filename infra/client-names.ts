/** Name of the secret that holds the client's token. */
export function tokenSecretName(client: string): string {
  return `click2mail/${client}`;
}

/** Name of the key that signs the client's assertions. */
export function signingKeyAlias(client: string): string {
  return `alias/click2mail/${client}`;
}

/** What is wrong with a client's name in the configuration; undefined when it can be used. */
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
