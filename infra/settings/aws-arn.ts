import * as v from 'valibot';
import { patternOrToken } from './shapes.ts';

/**
 * The parts of an ARN that settings are compared with. It never throws: what is no ARN, its own check tells of.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function arnParts(arn: string): { readonly region: string; readonly account: string } {
  const [, , , region = '', account = ''] = arn.split(':');
  return { region, account };
}

const PARTITION = 'arn:aws(?:-[a-z]+)*';

/** With the six characters at its end that Secrets Manager adds: without them, policies would not match. */
export const secretArn = v.pipe(
  v.string('must be text'),
  v.regex(
    new RegExp(String.raw`^${PARTITION}:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]{1,512}-[A-Za-z0-9]{6}$`),
    'must be the whole ARN of a secret, with the hyphen and six characters at its end',
  ),
);

export const keyArn = v.pipe(
  v.string('must be text'),
  v.regex(
    new RegExp(String.raw`^${PARTITION}:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]{1,64}$`),
    'must be the ARN of a KMS key (arn:aws:kms:…:key/…), not an alias',
  ),
);

/** An account's number, or the ARN of a role. Users and sessions have credentials that last too long or end too soon. */
export const reader = v.pipe(
  v.string('must be text'),
  patternOrToken(
    new RegExp(String.raw`^(?:\d{12}|${PARTITION}:iam::\d{12}:role/[\w+=,.@/-]{1,512})$`),
    "must be an account's 12 digits or the ARN of a role",
  ),
);

export const permissionsBoundary = v.pipe(
  v.string('must be text'),
  patternOrToken(
    new RegExp(String.raw`^(?:${PARTITION}:iam::(?:\d{12}|aws):policy/[\w+=,.@/-]{1,512}|[\w+=,.@-]{1,128})$`),
    'must be the ARN of a managed policy, or the name of one in the same account',
  ),
);
