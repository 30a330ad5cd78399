import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { AWS_CLIENT_DEFAULTS } from '../clients/aws-client-defaults.ts';
import { click2MailAuth } from '../clients/click2mail-auth.ts';
import { secretVersions } from '../clients/secret-versions.ts';
import { TokenRefused, UnknownProfile } from '../core/errors.ts';
import { parseTokenSecret } from '../core/token-secret.ts';
import { CURRENT } from '../core/version-labels.ts';
import { elapsedMs } from '../lambda/elapsed.ts';
import { readClientSettings, readProfile } from '../lambda/function-surroundings.ts';
import { log, logger, withLambdaDefaults } from '../lambda/lambda-defaults.ts';
import { recordMetric } from '../lambda/own-metrics.ts';
import { sanitised } from '../lambda/sanitised.ts';
import { countFailure } from '../lambda/stack-metrics.ts';
import { type HttpAnswer, httpAnswer, httpError, isCallersFault, type VendAnswer, vendAnswer } from './answer.ts';
import { isUrlEvent, readAlias, readInvocation } from './invocation.ts';
import { usageRecord } from './usage-record.ts';
import { readVendRequest } from './vend-request.ts';
import { Vendor } from './vending.ts';

const secretsManager = new SecretsManagerClient(AWS_CLIENT_DEFAULTS);

/** A vend that has to exchange is answered within the function's time; nobody waits longer for the API. */
const LONGEST_EXCHANGE_MS = 20_000;

const vendor = new Vendor({
  readSecret: async (client) => {
    const secret = secretVersions({ secretsManager, secretArn: readClientSettings(client).secretId, client });
    const { value, versionId } = await secret.read({ label: CURRENT });
    const token = parseTokenSecret(value);
    return token === undefined ? undefined : { token, versionId };
  },
  exchange: (client, longTermToken, scopes) => {
    const { apiBaseUrl, clientId } = readClientSettings(client);
    const until = Date.now() + LONGEST_EXCHANGE_MS;
    const api = click2MailAuth({
      baseUrl: apiBaseUrl,
      client,
      clientId,
      prove: () => Promise.reject(new TypeError('The vendor issues nothing.')),
      clock: Date.now,
      remainingMs: () => until - Date.now(),
      log,
    });
    return api.exchange(longTermToken, scopes).catch((error: unknown) => {
      // Callers may be served from memory meanwhile; whoever is on call must know.
      // A refusal may only mean that the secret was rotated: it counts when it reaches the caller.
      const tell = error instanceof TokenRefused ? logger : log;
      tell.warn('An exchange failed', { client, error: sanitised(error) });
      throw error;
    });
  },
  clock: Date.now,
  random: Math.random,
});

/** Vends a short-term token to the consumer by whose alias it is invoked, directly or by a function URL. */
export const handler = withLambdaDefaults(async (event, context): Promise<VendAnswer | HttpAnswer> => {
  try {
    return await vend(event, context);
  } catch (error) {
    const failure = sanitised(error);
    recordMetric(isCallersFault(failure.code) ? 'VendRefused' : 'VendFailed', 1);
    countFailure(failure);
    if (!isByUrl(event, context)) throw failure;
    logger.error(failure.message, failure);
    return httpError(failure);
  }
});

async function vend(event: unknown, { invokedFunctionArn, awsRequestId }: Context): Promise<VendAnswer | HttpAnswer> {
  const begun = elapsedMs();
  const alias = readAlias(invokedFunctionArn);
  logger.appendKeys({ profile: alias });
  const profile = readProfile(alias);
  if (profile === undefined) throw new UnknownProfile('No consumer of this name is configured.');
  const { payload, isHttp, claimedCaller } = readInvocation(event, profile);
  const vended = await vendor.vend(alias, profile, readVendRequest(payload, profile));
  const now = Date.now();
  const answer = vendAnswer(vended, now);
  const record = usageRecord({
    requestId: awsRequestId,
    profile: alias,
    claimedCaller,
    client: profile.client,
    vended,
    remainingSeconds: answer.expires_in,
    now,
    durationMs: elapsedMs() - begun,
  });
  process.stdout.write(`${record}\n`);
  return isHttp ? httpAnswer(answer) : answer;
}

/** Whether the answer is to be an HTTP response. */
function isByUrl(event: unknown, { invokedFunctionArn }: Context): boolean {
  const profile = readProfile(invokedFunctionArn.split(':')[7] ?? '');
  return profile?.functionUrl === true && isUrlEvent(event);
}
