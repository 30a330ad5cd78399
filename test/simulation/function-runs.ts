import { sign } from 'node:crypto';
import type { GrantProof } from '../../functions/clients/grant-proof.ts';
import type { AssertionKey } from '../../functions/core/client-assertion.ts';
import type { SecretVersions } from '../../functions/core/secret-versions.ts';
import type { Log, TokenApi } from '../../functions/core/token-api.ts';
import type { OtpIssued } from '../../functions/issue-by-otp/otp-issuing.ts';
import type { Proving } from '../../functions/lambda/client-api.ts';
import type { RevokeNowAnswer } from '../../functions/revoke-superseded-tokens/revoke-now-answer.ts';
import type { ClientSweep } from '../../functions/revoke-superseded-tokens/sweep-all.ts';
import type { RotationEvent } from '../../sandbox/secrets-manager/secrets-manager.ts';
import { apiPost, BASE_URL } from './world/api-post.ts';
import {
  type ClientPlan,
  clientId,
  clientSecretName,
  intervalSeconds,
  marginSeconds,
  RELEASE_AFTER_S,
  scopesOf,
  secretName,
  ttlSeconds,
} from './client-plan.ts';
import type { FunctionsUnderTest } from './world/functions-under-test.ts';
import type { Invocation, Outcome } from './world/invocation.ts';
import { secretsManagerClient } from './world/secrets-manager-client.ts';
import { KEY_ID, SIGNING_KEY, textOf, type World } from './world/world.ts';

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
    wait: (ms: number) => world.time.wait(ms),
  };
}

function wired(world: World, client: ClientPlan, invocation: Invocation, proof?: () => Promise<GrantProof>) {
  const { functions, time, random } = world;
  const isUnreadable = (versionId: string) => world.unreadable.has(versionId);
  const secretsManager = secretsManagerClient(world.secretsManager, invocation, client.name, random, isUnreadable);
  const secret: SecretVersions = functions.secretVersions({
    secretsManager,
    secretArn: secretName(client),
    client: client.name,
  });
  const clock = () => time.now();
  const log = logOf(world, client);
  const prove = proof ?? grantOf(world, client, invocation);
  const api: TokenApi = functions.click2MailAuth({
    baseUrl: BASE_URL,
    client: client.name,
    clientId: clientId(client),
    prove: (attempt, now) => {
      invocation.attempts.set(client.name, attempt);
      return prove({ attempt, now, secret, exchange: (...asked) => api.exchange(...asked) });
    },
    clock,
    remainingMs: () => invocation.remainingMs(),
    wait: (ms) => time.wait(ms),
    post: apiPost(world.api, invocation, client.name, functions),
    log,
  });
  return {
    client: client.name,
    clientId: clientId(client),
    request: { scopes: scopesOf(client), ttlSeconds: ttlSeconds(client) },
    graceSeconds: client.graceSeconds,
    secret,
    api,
    clock,
    newAttempt: () => random.bytes(6).toString('hex'),
    log,
  };
}

function grantOf(world: World, client: ClientPlan, invocation: Invocation): (proving: Proving) => Promise<GrantProof> {
  const { functions, random } = world;
  switch (client.grant) {
    case 'assertion':
      return async ({ attempt, now }) => {
        const assertion = await functions.signAssertion(
          {
            clientId: clientId(client),
            audience: `${BASE_URL}/auth/tokens/long`,
            jti: `${attempt}-${random.bytes(16).toString('hex')}`,
            lifetimeSeconds: 240,
          },
          signingKey(world, client, invocation),
          now,
        );
        world.secrets.add(assertion);
        return {
          kind: 'assertion',
          assertionType: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          assertion,
        };
      };
    case 'client-secret':
      return functions.clientSecretGrant({
        client: client.name,
        secretsManager: secretsManagerClient(world.secretsManager, invocation, client.name, random),
        clientSecretArn: clientSecretName(client),
      });
    case 'short-term-token':
      return functions.shortTermTokenGrant(client.name);
  }
}

/** A key of this process in place of KMS; its use is a call that faults strike. */
function signingKey({ functions }: World, client: ClientPlan, invocation: Invocation): AssertionKey {
  const fail = (): never => {
    throw new functions.AssertionNotSigned('KMS did not sign.', { client: client.name });
  };
  return {
    algorithm: 'ES256',
    keyId: KEY_ID,
    sign: (input) =>
      invocation.call<Uint8Array>(
        { service: 'kms', operation: 'Sign', client: client.name },
        {
          isAskedAgain: true,
          act: () =>
            Promise.resolve(
              sign('sha256', Buffer.from(input), { key: SIGNING_KEY.privateKey, dsaEncoding: 'ieee-p1363' }),
            ),
          refused: fail,
          unanswered: fail,
          garbled: fail,
        },
      ),
  };
}

/** A client's log, whose lines the witnesses see as they would be written. */
export function logOf(world: World, client: ClientPlan): Log {
  const loud =
    (level: 'warn' | 'error') =>
    (message: string, details: Readonly<Record<string, unknown>> = {}): void => {
      for (const witness of world.witnesses) witness.logged(client.name, message, details);
      write(world, client.name, level, message, details);
    };
  return {
    info: (message, details) => write(world, client.name, 'info', message, details),
    warn: loud('warn'),
    error: loud('error'),
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

/** Shows the witnesses the failure of an invocation, as the log has it. */
export function tellFailure(world: World, client: string, error: unknown): void {
  const { sanitised, log } = world.functions;
  for (const line of log.linesOfFailure(sanitised(error))) tell(world, client, line);
}

function write(world: World, client: string, ...told: Parameters<FunctionsUnderTest['log']['lines']>): void {
  for (const line of world.functions.log.lines(...told)) tell(world, client, line);
}

/** Shows the witnesses what is written, or answered. */
export function tell(world: World, client: string, text: string): void {
  for (const witness of world.witnesses) witness.wrote?.(client, text);
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
