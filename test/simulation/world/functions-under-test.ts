import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as BoundedRequest from '../../../functions/clients/bounded-request.ts';
import type * as Click2MailAuth from '../../../functions/clients/click2mail-auth.ts';
import type * as SecretVersions from '../../../functions/clients/secret-versions.ts';
import type * as ClientAssertion from '../../../functions/core/client-assertion.ts';
import type * as DeadToken from '../../../functions/core/dead-token.ts';
import type * as Errors from '../../../functions/core/errors.ts';
import type * as TokenSecret from '../../../functions/core/token-secret.ts';
import type * as ClientSecretGrant from '../../../functions/grants/client-secret.ts';
import type * as ShortTermTokenGrant from '../../../functions/grants/short-term-token.ts';
import type * as OtpIssuing from '../../../functions/issue-by-otp/otp-issuing.ts';
import type * as LambdaDefaults from '../../../functions/lambda/lambda-defaults.ts';
import type * as Sanitised from '../../../functions/lambda/sanitised.ts';
import type * as RevokeNow from '../../../functions/revoke-superseded-tokens/revoke-now.ts';
import type * as SweepAll from '../../../functions/revoke-superseded-tokens/sweep-all.ts';
import type * as Sweep from '../../../functions/revoke-superseded-tokens/sweep.ts';
import type * as Rotation from '../../../functions/rotation/rotation.ts';
import type * as Answer from '../../../functions/vend-short-term-token/answer.ts';
import type * as UsageRecord from '../../../functions/vend-short-term-token/usage-record.ts';
import type * as VendRequest from '../../../functions/vend-short-term-token/vend-request.ts';
import type * as Vending from '../../../functions/vend-short-term-token/vending.ts';
import { FunctionLog } from './function-log.ts';

export const FUNCTIONS_FOLDER = join(import.meta.dirname, '../../../functions');

/** The functions' code, all of it from one folder: production's own, or a copy with a defect. */
export type FunctionsUnderTest = Awaited<ReturnType<typeof loadFunctions>>;

/** Loads the functions' code. Handlers are left out: they only wire, and hold real clients. */
export async function loadFunctions(folder = FUNCTIONS_FOLDER) {
  const load = async (path: string): Promise<unknown> => import(pathToFileURL(join(folder, path)).href);
  const { rotate } = (await load('rotation/rotation.ts')) as typeof Rotation;
  const { sweep } = (await load('revoke-superseded-tokens/sweep.ts')) as typeof Sweep;
  const { revokeNow } = (await load('revoke-superseded-tokens/revoke-now.ts')) as typeof RevokeNow;
  const { issueByOtp } = (await load('issue-by-otp/otp-issuing.ts')) as typeof OtpIssuing;
  const { AssertionNotSigned } = (await load('core/errors.ts')) as typeof Errors;
  const { signAssertion } = (await load('core/client-assertion.ts')) as typeof ClientAssertion;
  const { click2MailAuth } = (await load('clients/click2mail-auth.ts')) as typeof Click2MailAuth;
  const { NoAnswer } = (await load('clients/bounded-request.ts')) as typeof BoundedRequest;
  const { secretVersions } = (await load('clients/secret-versions.ts')) as typeof SecretVersions;
  const { clientSecretGrant } = (await load('grants/client-secret.ts')) as typeof ClientSecretGrant;
  const { shortTermTokenGrant } = (await load('grants/short-term-token.ts')) as typeof ShortTermTokenGrant;
  const { isQuestionDue } = (await load('core/dead-token.ts')) as typeof DeadToken;
  const { sweepAll } = (await load('revoke-superseded-tokens/sweep-all.ts')) as typeof SweepAll;
  const { parseTokenSecret } = (await load('core/token-secret.ts')) as typeof TokenSecret;
  const { Vendor } = (await load('vend-short-term-token/vending.ts')) as typeof Vending;
  const { readVendRequest } = (await load('vend-short-term-token/vend-request.ts')) as typeof VendRequest;
  const { vendAnswer } = (await load('vend-short-term-token/answer.ts')) as typeof Answer;
  const { usageRecord } = (await load('vend-short-term-token/usage-record.ts')) as typeof UsageRecord;
  // Metrics would be written to standard output.
  process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
  const { log, logger } = (await load('lambda/lambda-defaults.ts')) as typeof LambdaDefaults;
  const { sanitised } = (await load('lambda/sanitised.ts')) as typeof Sanitised;
  return {
    rotate,
    sweep,
    revokeNow,
    issueByOtp,
    AssertionNotSigned,
    signAssertion,
    click2MailAuth,
    NoAnswer,
    secretVersions,
    clientSecretGrant,
    shortTermTokenGrant,
    sweepAll,
    isQuestionDue,
    parseTokenSecret,
    Vendor,
    readVendRequest,
    vendAnswer,
    usageRecord,
    log: new FunctionLog({ log, logger }),
    sanitised,
  };
}
