import type { OtpIssued } from '../../functions/issue-by-otp/otp-issuing.ts';
import type { RevokeNowAnswer } from '../../functions/revoke-superseded-tokens/revoke-now-answer.ts';
import type { ClientSweep } from '../../functions/revoke-superseded-tokens/sweep-all.ts';
import type { RotationEvent } from '../../sandbox/secrets-manager/secrets-manager.ts';
import { type ClientPlan, clientId, intervalSeconds, marginSeconds, RELEASE_AFTER_S } from './client-plan.ts';
import { wired } from './function-wiring.ts';
import { tell, tellFailure, write } from './telling.ts';
import type { Invocation, Outcome } from './world/invocation.ts';
import { textOf, type World } from './world/world.ts';

/** The sweep of a stack may take as long as five minutes. */
export const SWEEP_TIMEOUT_S = 300;

export const SWEEP_TIMES = { sweepEverySeconds: 15 * 60, checkEverySeconds: 3600 };
const ANSWER_WITHIN_MS = 45_000;

/** Runs one step of a rotation, as the rotation function's handler does. */
export async function runRotationStep(
  world: World,
  client: ClientPlan,
  event: RotationEvent,
): Promise<string | undefined> {
  const { Step: step, SecretId: secretId, ClientRequestToken: versionId } = event;
  const name = `${client.name} ${step} ${versionId.slice(0, 8)}`;
  const outcome = await invoke(world, name, client.name, world.plan.timeoutSeconds, (invocation) =>
    world.functions.rotate(
      { step, secretId, versionId },
      {
        ...wired(world, client, invocation),
        secretArn: secretId,
        rotateEverySeconds: intervalSeconds(client.interval),
      },
    ),
  );
  return failureOf(outcome);
}

/** Sweeps every client, as the sweep's handler does. */
export async function runSweep(world: World): Promise<Outcome<{ swept: ClientSweep[]; leftOver: string[] }>> {
  const eventTime = world.time.now();
  return invoke(world, 'sweep', 'the stack', SWEEP_TIMEOUT_S, (invocation) =>
    world.functions.sweepAll({
      clients: world.plan.clients.map(({ name }) => name),
      sweepOne: (name) => {
        const client = world.plan.clients.find((one) => one.name === name);
        if (client === undefined) throw new TypeError(`There is no client ${name}.`);
        const isAsking = world.functions.isQuestionDue(name, eventTime, SWEEP_TIMES);
        return world.functions.sweep({ ...lookedAfter(world, client, invocation), isAsking });
      },
      inspectOne: () => Promise.resolve({ isSigningKeyUnusable: false, isClientSecretStale: false }),
      onSwept: ({ client, failures }) => {
        for (const error of failures) {
          const text = `${client} ${textOf(error)}`;
          if (world.sweepFailures.has(text)) continue;
          world.sweepFailures.add(text);
          write(world, client, 'error', 'A part of the sweep failed; it is tried again', { error });
        }
      },
      remainingMs: () => invocation.remainingMs(),
      first: 0,
    }),
  );
}

/** Carries an operator's order out, as the sweep's handler does. */
export async function runRevokeNow(
  world: World,
  client: ClientPlan,
  order: { readonly tokenId?: string; readonly evenWithoutSuccessor: boolean },
  onStart: () => void,
): Promise<Outcome<RevokeNowAnswer>> {
  return invoke(world, `${client.name} revoke-now`, client.name, SWEEP_TIMEOUT_S, (invocation) => {
    onStart();
    const until = world.time.now() + ANSWER_WITHIN_MS;
    return world.functions.revokeNow(
      { client: client.name, ...order },
      {
        ...lookedAfter(world, client, invocation),
        patienceMs: () => until - world.time.now(),
      },
    );
  });
}

/** Issues a token by a one-time code, as its function's handler does. */
export async function runIssueByOtp(world: World, client: ClientPlan, replace: boolean): Promise<Outcome<OtpIssued>> {
  const code = world.api.oneTimeCode(clientId(client));
  return invoke(world, `${client.name} issue-by-otp`, client.name, world.plan.timeoutSeconds, (invocation) =>
    world.functions.issueByOtp(replace, {
      ...wired(world, client, invocation, () => Promise.resolve({ kind: 'otp', code })),
      newVersionId: () => world.random.uuid(),
    }),
  );
}

function lookedAfter(world: World, client: ClientPlan, invocation: Invocation) {
  return {
    ...wired(world, client, invocation),
    rotateEverySeconds: intervalSeconds(client.interval),
    marginSeconds: marginSeconds(client),
    releaseAfterSeconds: RELEASE_AFTER_S,
    // Of which attempt, the log says.
    count: (what: string) => tell(world, client.name, what),
    isAsking: false,
  };
}

/** Runs a function as Lambda does: what it answers goes to its caller, and a failure to the log, too. */
function invoke<T>(
  world: World,
  name: string,
  client: string,
  timeoutSeconds: number,
  work: (invocation: Invocation) => Promise<T>,
): Promise<Outcome<T>> {
  return world.invoke(name, timeoutSeconds, async (invocation) => {
    try {
      const answer = await work(invocation);
      tell(world, client, JSON.stringify({ answer }));
      return answer;
    } catch (error) {
      tellFailure(world, client, error);
      throw error;
    }
  });
}

function failureOf(outcome: Outcome<unknown>): string | undefined {
  switch (outcome.kind) {
    case 'done':
      return undefined;
    case 'failed':
      return textOf(outcome.error);
    case 'killed':
      return 'The function was stopped.';
  }
}
