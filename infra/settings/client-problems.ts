import type { RotationGrant } from '../../functions/lambda/settings.ts';
import type { AssertionSettings } from './assertion.ts';
import { scopeProblems } from './client-scopes.ts';
import type { Problem } from './problem.ts';
import type { RotationRate } from './rotation-rate.ts';
import { lifetimeProblem } from './token-lifetime.ts';

/** A client's settings, each of which can be used by itself. */
interface CheckedClient {
  readonly grant: RotationGrant;
  readonly scopes: readonly string[];
  readonly rotateEvery: RotationRate;
  /** Seconds. */
  readonly grace: number;
  readonly assertion?: AssertionSettings;
  readonly readers: readonly string[];
  readonly existingSecret?: string;
  readonly existingSecretKeyArn?: string;
  readonly existingKeyArn?: string;
}

/** What cannot be used together. */
export function clientProblems(client: CheckedClient): readonly Problem[] {
  const { grant, assertion, readers, existingSecret, existingSecretKeyArn, existingKeyArn } = client;
  const lifetime = lifetimeProblem(client.rotateEvery, client.grace);
  const problem = (found: boolean, setting: keyof CheckedClient, message: string): Problem[] =>
    found ? [{ path: [setting], message }] : [];
  return [
    ...(lifetime === undefined ? [] : [{ path: [lifetime.setting], message: lifetime.message }]),
    ...scopeProblems(client.scopes, grant),
    ...problem(grant !== 'assertion' && assertion !== undefined, 'assertion', 'is for the grant assertion alone'),
    ...problem(
      grant !== 'assertion' && existingKeyArn !== undefined,
      'existingKeyArn',
      'is for the grant assertion alone: no other signs',
    ),
    ...problem(
      existingKeyArn !== undefined && assertion?.keySize !== undefined && !assertion.keySlots.includes('b'),
      'assertion',
      'has a keySize, but existingKeyArn names a key that has its size: leave keySize out',
    ),
    ...problem(
      existingKeyArn !== undefined && assertion !== undefined && !assertion.keySlots.includes('a'),
      'existingKeyArn',
      'is the key in slot a, which assertion.keySlots leaves out: leave both out, or none',
    ),
    ...problem(
      grant === 'short-term-token' && readers.length > 0,
      'readers',
      'is refused with the grant short-term-token: its token can issue others, so nobody else may read it',
    ),
    ...problem(
      existingSecret !== undefined && readers.length > 0,
      'readers',
      "is refused with existingSecret: that secret's policies are not this stack's",
    ),
    ...problem(
      existingSecret === undefined && existingSecretKeyArn !== undefined,
      'existingSecretKeyArn',
      'is for an existingSecret alone',
    ),
  ];
}
