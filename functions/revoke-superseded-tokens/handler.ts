import { setTimeout as wait } from 'node:timers/promises';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { reachApi } from '../clients/api-reach.ts';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { secretVersions } from '../clients/secret-versions.ts';
import { probeIssuing } from '../core/bearer.ts';
import { isQuestionDue } from '../core/dead-token.ts';
import { clientGrant } from '../grants/grant-of-client.ts';
import type { Grant } from '../grants/grant.ts';
import { clientApi, newAttempt } from '../lambda/client-api.ts';
import { clientNames, readClientSettings, readEnvironment } from '../lambda/function-surroundings.ts';
import { log, logAbout, logger, withLambdaDefaults } from '../lambda/lambda-defaults.ts';
import { recordAtOnce, recordMetric } from '../lambda/own-metrics.ts';
import type { ClientSettings } from '../lambda/settings.ts';
import { boundedSecret } from './bounded-secret.ts';
import { credentialState } from './credential-state.ts';
import type { RevokeSupersededTokensEnvironment } from './environment.ts';
import { readSweepEvent, type ProbeDepth } from './event.ts';
import { clientReport, type ProbeAnswer, type Report } from './operator-answers.ts';
import type { RevokeNowOrder } from './ordered-version.ts';
import type { RevokeNowAnswer } from './revoke-now-answer.ts';
import { revokeNow } from './revoke-now.ts';
import { firstClient, SWEEP_ENDED, sweepAll } from './sweep-all.ts';
import { recordClient, recordSweep } from './sweep-metrics.ts';
import { sweep } from './sweep.ts';
import type { Sweeping } from './sweeping.ts';
import { probeToken } from './token-probe.ts';
import { reportTokens } from './token-report.ts';

const secretsManager = new SecretsManagerClient(AWS_CLIENT_DEFAULTS);
const kms = new KMSClient(AWS_CLIENT_DEFAULTS);

/** Grants by client: a signing key's public half is fetched once. */
const grants = new Map<string, Grant>();

const { SWEEP_EVERY_SECONDS, CHECK_EVERY_SECONDS } = readEnvironment<RevokeSupersededTokensEnvironment>([
  'SWEEP_EVERY_SECONDS',
  'CHECK_EVERY_SECONDS',
]);
const EVERY = { sweepEverySeconds: Number(SWEEP_EVERY_SECONDS), checkEverySeconds: Number(CHECK_EVERY_SECONDS) };

/** An order is answered within this time, whatever else the function might still do. */
const ANSWER_WITHIN_MS = 45_000;

/** Revokes what is superseded, heals what is stuck, and tells how every client is; or does what an operator asks for. */
export const handler = withLambdaDefaults(async (event, context) => {
  const parsed = readSweepEvent(event);
  const remainingMs = () => context.getRemainingTimeInMillis();
  switch (parsed.kind) {
    case 'sweep':
      return sweepStack(parsed.time ?? Date.now(), remainingMs);
    case 'revoke-now':
      return carryOut(parsed.order, remainingMs);
    case 'report':
      return report();
    case 'probe':
      return probe(parsed.client, parsed.depth, remainingMs);
  }
});

async function sweepStack(eventTime: number, remainingMs: () => number): Promise<void> {
  const clients = clientNames();
  const { swept, leftOver } = await sweepAll({
    clients,
    sweepOne: (client, clientRemainingMs) =>
      sweep({ ...lookedAfter(client, clientRemainingMs), isAsking: isQuestionDue(client, eventTime, EVERY) }),
    inspectOne: (client) => credentialState(client, readClientSettings(client), { kms, secretsManager }, Date.now()),
    onSwept: recordClient,
    remainingMs,
    first: firstClient(eventTime, EVERY.sweepEverySeconds, clients.length),
  });
  for (const { client, failures } of swept) {
    for (const error of failures) log.error('A part of the sweep failed; it is tried again', { client, error });
  }
  const failed = swept.filter(({ failures }) => failures.length > 0).map(({ client }) => client);
  // By this it is known what a later sweep has done without a failure.
  log.info(SWEEP_ENDED, { failed, leftOver });
  if (leftOver.length > 0) log.warn('There was no time for these clients', { clients: leftOver });
  recordSweep(swept, leftOver.length);
}

async function carryOut(order: RevokeNowOrder, remainingMs: () => number): Promise<RevokeNowAnswer> {
  logger.appendKeys({ client: order.client });
  const until = Date.now() + ANSWER_WITHIN_MS;
  const answer = await revokeNow(order, {
    ...lookedAfter(order.client, remainingMs),
    patienceMs: () => until - Date.now(),
  });
  recordMetric('RevokeNowOrders', 1);
  recordMetric('RevokedTokens', answer.revoked.length);
  return answer;
}

/** Tells how the clients are set up, and which tokens they have, to people who may not read secrets. */
async function report(): Promise<Report> {
  const clients = await Promise.all(
    clientNames().map(async (client) => {
      const settings = readClientSettings(client);
      const { secretId, clientSecretName } = settings;
      const secret = secretVersions({ secretsManager, secretArn: secretId, client });
      const clientSecret =
        clientSecretName === undefined
          ? undefined
          : secretVersions({ secretsManager, secretArn: clientSecretName, client });
      return clientReport(client, settings, await reportTokens(secret, clientSecret));
    }),
  );
  return { now: new Date().toISOString(), clients };
}

/** Tries, for an operator, whether the API answers from here, takes the current token, and would issue another. */
async function probe(client: string, depth: ProbeDepth, remainingMs: () => number): Promise<ProbeAnswer> {
  logger.appendKeys({ client });
  const swept = lookedAfter(client, remainingMs);
  const api = await reachApi(readClientSettings(client).apiBaseUrl, Date.now);
  if (!api.reachable) return { client, api };
  const token = await probeToken(swept);
  const issue = depth === 'issue' ? await probeIssuing(swept) : undefined;
  return { client, api, ...(token && { token }), ...(issue && { issue }) };
}

function lookedAfter(client: string, remainingMs: () => number): Sweeping {
  const settings = readClientSettings(client);
  const unbounded = secretVersions({ secretsManager, secretArn: settings.secretId, client });
  const secret = boundedSecret(unbounded, remainingMs);
  const api = clientApi({
    client,
    settings,
    secret,
    // Made when first used: it may lack what it needs, and most sweeps ask the API nothing.
    prove: (proving) => grantOf(client, settings)(proving),
    remainingMs,
  });
  return {
    client,
    clientId: settings.clientId,
    secret,
    api,
    graceSeconds: settings.graceSeconds,
    rotateEverySeconds: settings.rotateEverySeconds,
    marginSeconds: settings.marginSeconds,
    releaseAfterSeconds: settings.releaseAfterSeconds,
    isAsking: false,
    wait,
    count: (metric) => recordAtOnce(metric, 1),
    clock: Date.now,
    newAttempt,
    log: logAbout(client),
  };
}

function grantOf(client: string, settings: ClientSettings): Grant {
  const grant = grants.get(client) ?? clientGrant(client, settings, { kms, secretsManager });
  grants.set(client, grant);
  return grant;
}
