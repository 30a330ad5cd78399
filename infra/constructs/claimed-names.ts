import { Stack, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { clientSecretName, sharedSigningKeyAlias, signingKeyAlias, tokenSecretName } from '../settings/client-names.ts';
import type { ClientSettings } from '../settings/client.ts';
import type { Settings } from '../settings/settings.ts';
import { rotationName } from '../rotation-name.ts';
import { NameTaken } from './name-taken.ts';

/** By the root of an app: the paths of the rotations by the names that they make, in each place. */
const CLAIMS = new WeakMap<IConstruct, Map<string, string>>();

/**
 * Claims names for a rotation. CloudFormation would find two of the same name, too, but half-way through a deployment.
 * @throws NameTaken when another rotation of the app has one of them in the same account and region
 */
export function claimNames(rotation: Construct, names: Iterable<string>): void {
  const claims = CLAIMS.get(rotation.node.root) ?? new Map<string, string>();
  CLAIMS.set(rotation.node.root, claims);
  const { path } = rotation.node;
  const claim = (name: string, distinction: string) => {
    const key = `${placeOf(rotation)} ${name}`;
    const other = claims.get(key);
    if (other !== undefined) throw new NameTaken(name, path, other, distinction);
    claims.set(key, path);
  };
  for (const name of names) claim(name, 'namePrefix');
  claim(`the dashboard ${rotationName(rotation)}`, 'id');
}

/** Where no account or region is said, two stacks may be meant for two of them. */
function placeOf(rotation: Construct): string {
  const { account, region, node } = Stack.of(rotation);
  return Token.isUnresolved(account) || Token.isUnresolved(region) ? node.addr : `${account}/${region}`;
}

/** What a rotation with these settings makes, or takes on, under a name that is not CloudFormation's. */
export function namesMadeBy(settings: Settings, stackNumber: number): ReadonlySet<string> {
  const { namePrefix } = settings;
  const names = Object.entries(settings.clients).flatMap(([name, client]) => [
    `the secret ${client.existingSecret ?? tokenSecretName(namePrefix, name)}`,
    ...(client.grant === 'client-secret' ? [`the secret ${clientSecretName(namePrefix, name)}`] : []),
    ...aliasesOfClient(name, client, settings, stackNumber).map((alias) => `the key ${alias}`),
  ]);
  // Clients that share a key name it each.
  return new Set(names);
}

/** One for each slot with a key that is made; an existing key is in slot a, and keeps the names that it has. */
function aliasesOfClient(
  name: string,
  client: ClientSettings,
  { namePrefix, signingKeys }: Settings,
  stackNumber: number,
): string[] {
  if (client.grant !== 'assertion') return [];
  const { keySlots } = client.assertion;
  if (client.existingKeyArn !== undefined) {
    return keySlots.filter((slot) => slot !== 'a').map((slot) => signingKeyAlias(namePrefix, name, slot));
  }
  return keySlots.map((slot) =>
    signingKeys === 'shared'
      ? sharedSigningKeyAlias(namePrefix, stackNumber, slot)
      : signingKeyAlias(namePrefix, name, slot),
  );
}
