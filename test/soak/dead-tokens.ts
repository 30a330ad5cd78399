import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetSecretValueCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { parseTokenSecret } from '../../functions/core/token-secret.ts';
import { administratorClient, issueFirstToken, rotateNow } from '../../sandbox/demo/operator.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import type { DeployedClient } from '../../sandbox/token-clients.ts';
import { SeededRandom } from '../simulation/histories/seeded-random.ts';
import { testClock } from '../support/tests-start.ts';

export interface DeadTokensPlan {
  /** Folder of a synthesised stack. */
  readonly assembly: string;
  /** How many tokens are revoked at the API, one after the other. */
  readonly tokens: number;
  readonly seed: number;
  readonly onProgress?: (ended: number) => void;
}

/** What came of a token that was revoked behind the stack's back. Minutes are of the sandbox's time. */
export interface EndedToken {
  readonly client: string;
  readonly wasPending: boolean;
  /** Until another token was current. */
  readonly minutesUntilReplaced: number;
  /** Until no consumer that reads the secret was refused any more. */
  readonly minutesRefused: number;
}

const MINUTE = 60;
const DAY_MINUTES = 24 * 60;
const STEP = 5 * MINUTE;
const LONGEST_HANGING_MINUTES = 45;
/** Nobody waits longer: it is not replaced. */
const GIVEN_UP_AFTER_MINUTES = 4 * 60;

/**
 * Revokes tokens at the API at any time of the day, every other one while a rotation hangs, and watches a consumer until
 * it is not refused any more.
 */
export async function endTokensBehindBack(plan: DeadTokensPlan): Promise<EndedToken[]> {
  const random = new SeededRandom(plan.seed);
  const sandbox = await startSandbox({ assembly: plan.assembly, clock: testClock() });
  const secretsManager = administratorClient(sandbox);
  try {
    for (const client of sandbox.state().clients) await issueFirstToken(sandbox, secretsManager, client);
    const ended: EndedToken[] = [];
    for (let number = 0; number < plan.tokens; number += 1) {
      await sandbox.clock.advance(MINUTE * (4 * 60 + random.integer(DAY_MINUTES)));
      const client = sandbox.clients[number % sandbox.clients.length];
      if (client === undefined) throw new Error('The stack has no clients.');
      // A grant that needs a token can renew a dead one only while the one before has its grace.
      if (client.settings.grant === 'short-term-token') await rotateAgain(sandbox, secretsManager, client);
      const hangingMinutes = number % 2 === 1 ? 5 + random.integer(LONGEST_HANGING_MINUTES - 5) : 0;
      ended.push(await endOne(client, hangingMinutes, { sandbox, secretsManager }));
      plan.onProgress?.(ended.length);
    }
    return ended;
  } finally {
    secretsManager.destroy();
    await sandbox.stop();
  }
}

interface Surroundings {
  readonly sandbox: Sandbox;
  readonly secretsManager: SecretsManagerClient;
}

/** @param hangingMinutes how long the rotation function fails at whatever it is asked; 0 for not at all */
async function endOne(client: DeployedClient, hangingMinutes: number, at: Surroundings): Promise<EndedToken> {
  const { sandbox } = at;
  if (hangingMinutes > 0) await leavePending(client, at);
  const dead = currentToken(client, sandbox);
  sandbox.api.revokeOutOfBand(dead);
  let minutes = 0;
  let minutesUntilReplaced: number | undefined;
  for (; minutes < GIVEN_UP_AFTER_MINUTES; minutes += STEP / MINUTE) {
    if (currentToken(client, sandbox) !== dead) minutesUntilReplaced ??= minutes;
    if (await isServed(client, at)) break;
    await sandbox.clock.advance(STEP);
    if (minutes >= hangingMinutes) sandbox.faults.clear();
  }
  sandbox.faults.clear();
  return {
    client: client.name,
    wasPending: hangingMinutes > 0,
    minutesUntilReplaced: minutesUntilReplaced ?? Infinity,
    minutesRefused: minutes < GIVEN_UP_AFTER_MINUTES ? minutes : Infinity,
  };
}

/** A rotation that its function cannot end while the fault stands: Secrets Manager tries again later and later. */
async function leavePending(client: DeployedClient, { sandbox, secretsManager }: Surroundings): Promise<void> {
  const functionName = client.rotationFunctionArn.split(':').at(-1) ?? '';
  sandbox.faults.order({
    service: 'secretsmanager',
    operation: 'DescribeSecret',
    kind: 'refuse',
    functionName,
    times: 10_000,
  });
  await secretsManager.send(new RotateSecretCommand({ SecretId: client.secretArn }));
  await sandbox.secretsManager.idle();
}

async function rotateAgain(
  sandbox: Sandbox,
  secretsManager: SecretsManagerClient,
  { name }: DeployedClient,
): Promise<void> {
  const shown = sandbox.state().clients.find((one) => one.name === name);
  if (shown !== undefined) await rotateNow(sandbox, secretsManager, shown);
}

/** Whether the API takes what a consumer finds that reads the secret anew. */
async function isServed({ secretArn }: DeployedClient, { sandbox, secretsManager }: Surroundings): Promise<boolean> {
  const { SecretString = '' } = await secretsManager.send(new GetSecretValueCommand({ SecretId: secretArn }));
  const answer = await fetch(`${sandbox.apiBaseUrl}/auth/tokens/short`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${parseTokenSecret(SecretString)?.access_token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ scopes: ['jobs:submit'] }),
  });
  await answer.body?.cancel();
  return answer.ok;
}

function currentToken({ name }: DeployedClient, sandbox: Sandbox): string {
  const versions = sandbox.state().clients.find((client) => client.name === name)?.versions ?? [];
  return versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.tokenId ?? '';
}

/** The promise: within two hours, and within 95 minutes where nothing was pending. */
export function isEndedInTime({ wasPending, minutesUntilReplaced, minutesRefused }: EndedToken): boolean {
  return Math.max(minutesUntilReplaced, minutesRefused) <= (wasPending ? 120 : 95);
}

/** A list, as Markdown writes one. */
export function endedInWords(ended: readonly EndedToken[]): string {
  const line = (what: string, some: readonly EndedToken[]) => {
    const minutes = some.map(({ minutesUntilReplaced }) => minutesUntilReplaced).toSorted((one, other) => one - other);
    const refused = Math.max(...some.map(({ minutesRefused }) => minutesRefused));
    return `- ${some.length} of them ${what}: replaced after ${minutes[Math.floor(minutes.length / 2)]} minutes at the median and ${minutes.at(-1)} at most; a consumer that reads the secret was refused for ${refused} minutes at most.`;
  };
  return [
    `- ${ended.length} current tokens were revoked at the API behind the stack’s back, at any time of the day.`,
    line(
      'while nothing was pending',
      ended.filter(({ wasPending }) => !wasPending),
    ),
    line(
      'while another rotation hung',
      ended.filter(({ wasPending }) => wasPending),
    ),
  ].join('\n');
}
