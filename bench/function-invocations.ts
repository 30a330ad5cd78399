import { randomUUID } from 'node:crypto';
import type { FunctionName } from '../infra/function-names.ts';
import { PENDING_VERSION, type StubServices } from './stub-services.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:click2mail';
const ROTATING_SECRET = `${SECRET}/rotating-AbCdEf`;
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/44444444-4444-4444-8444-444444444444';

const CLIENT_OF: Readonly<Partial<Record<FunctionName, string>>> = {
  'rotate-by-client-secret': 'globex',
  'rotate-by-short-term-token': 'initech',
};

/** The environment variables of a function and of its peer, besides those that Lambda sets. */
export function functionEnvironment(name: FunctionName, { origin }: StubServices): Record<string, string> {
  return {
    CLIENT_NAME: CLIENT_OF[name] ?? 'acme',
    TOKEN_SECRET_ARN: name.startsWith('rotate') ? ROTATING_SECRET : `${SECRET}/acme-AbCdEf`,
    CLIENT_SECRET_ARN: `${SECRET}/globex/client_secret-AbCdEf`,
    SIGNING_SLOT: 'a',
    SWEEP_EVERY_SECONDS: '900',
    // Whether a question falls into the first run is a matter of the hour.
    CHECK_EVERY_SECONDS: '0',
    SIGNING_KEY_A: KEY,
    API_BASE_URL: `${origin}/v2`,
    CLIENT_ID: 'c2m_acme',
    SCOPES: 'jobs:submit templates:read',
    SIGNING_KEY: KEY,
    SIGNING_KEY_ID: 'bench',
    ASSERTION_TYPE: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  };
}

/** What a function and its peer are invoked with first in their lives. */
export function firstEvent(name: FunctionName): unknown {
  switch (name) {
    case 'rotate-by-assertion':
    case 'rotate-by-client-secret':
    case 'rotate-by-short-term-token':
      return {
        Step: 'createSecret',
        SecretId: ROTATING_SECRET,
        ClientRequestToken: PENDING_VERSION,
        RotationToken: randomUUID(),
      };
    case 'issue-by-otp':
      return { client: 'acme', otp_code: '123456', replace: true };
    case 'revoke-superseded-tokens':
      return { version: '0', source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
    case 'vend-short-term-token':
      return {};
  }
}
