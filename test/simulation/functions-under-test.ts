import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const FUNCTIONS_FOLDER = join(import.meta.dirname, '../../functions');

/** The functions' code, all of it from one folder: production's own, or a copy with a defect. */
export type FunctionsUnderTest = Awaited<ReturnType<typeof loadFunctions>>;

/** Loads the functions' code. Handlers are left out: they only wire, and hold real clients. */
export async function loadFunctions(folder = FUNCTIONS_FOLDER) {
  const load = async (path: string): Promise<unknown> => import(pathToFileURL(join(folder, path)).href);
  const { rotate } = (await load('core/rotation.ts')) as typeof import('../../functions/core/rotation.ts');
  const { sweep } = (await load('core/sweep.ts')) as typeof import('../../functions/core/sweep.ts');
  const { revokeNow } = (await load('core/revoke-now.ts')) as typeof import('../../functions/core/revoke-now.ts');
  const { issueByOtp } = (await load('core/otp-issuing.ts')) as typeof import('../../functions/core/otp-issuing.ts');
  const { AssertionNotSigned, TokenRotationError } = (await load(
    'core/errors.ts',
  )) as typeof import('../../functions/core/errors.ts');
  const { signAssertion } = (await load(
    'core/client-assertion.ts',
  )) as typeof import('../../functions/core/client-assertion.ts');
  const { click2MailAuth } = (await load(
    'clients/click2mail-auth.ts',
  )) as typeof import('../../functions/clients/click2mail-auth.ts');
  const { NoAnswer } = (await load(
    'clients/bounded-request.ts',
  )) as typeof import('../../functions/clients/bounded-request.ts');
  const { secretVersions } = (await load(
    'clients/secret-versions.ts',
  )) as typeof import('../../functions/clients/secret-versions.ts');
  const { clientSecretGrant } = (await load(
    'client-secret-grant.ts',
  )) as typeof import('../../functions/client-secret-grant.ts');
  const { shortTermTokenGrant } = (await load(
    'short-term-token-grant.ts',
  )) as typeof import('../../functions/short-term-token-grant.ts');
  const { sweepAll } = (await load(
    'revoke-superseded-tokens/sweep-all.ts',
  )) as typeof import('../../functions/revoke-superseded-tokens/sweep-all.ts');
  return {
    rotate,
    sweep,
    sweepAll,
    revokeNow,
    issueByOtp,
    signAssertion,
    click2MailAuth,
    secretVersions,
    clientSecretGrant,
    shortTermTokenGrant,
    AssertionNotSigned,
    TokenRotationError,
    NoAnswer,
  };
}
