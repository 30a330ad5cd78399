const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const OTHER_ACCOUNT = '444455556666';

const CLIENT = { scopes: ['jobs:submit', 'templates:read'], rotateEvery: 'rate(30 days)', grace: '2h' };
const key = (region: string, id: string) => `arn:aws:kms:${region}:${ACCOUNT}:key/${id}`;

/**
 * Settings with everything on that adds or changes resources, over two stacks whose names have hyphens: every grant and
 * algorithm, two slots for signing keys, what existed before, readers, replicas with and without a key of their own,
 * function URLs, a VPC and a proxy, a boundary, X-Ray, and an address that alarms go to. Nothing of it is looked up.
 */
export const RICH_SETTINGS = {
  stackName: 'click2mail-tokens-2026',
  account: ACCOUNT,
  region: REGION,
  namePrefix: 'mail/c2m-prod',
  stacks: 2,
  sweepEvery: '5m',
  alarms: { email: 'on-call@example.com' },
  tracing: true,
  logRetentionDays: 30,
  tags: { team: 'mail', 'cost-centre': '4711' },
  permissionsBoundary: 'bound',
  vpc: {
    vpcId: 'vpc-0a1b2c3d',
    subnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
    securityGroupIds: ['sg-0a1b2c3d'],
  },
  egressProxy: 'http://proxy.example.com:3128',
  replicaRegions: [
    { region: 'eu-west-1', keyArn: key('eu-west-1', '0a0a0a0a-12ab-34cd-56ef-1234567890ab') },
    { region: 'us-east-2' },
  ],
  vendorConcurrency: 20,
  clients: {
    acme: {
      clientId: 'c2m_acme',
      ...CLIENT,
      stack: 1,
      assertion: { keySlots: ['a', 'b'], signingKey: 'b', keyId: { a: 'acme-2025', b: 'acme-2026' } },
      readers: [OTHER_ACCOUNT, `arn:aws:iam::${ACCOUNT}:role/reader`],
    },
    elliptic: {
      clientId: 'c2m_elliptic',
      ...CLIENT,
      stack: 1,
      rotateEvery: 'monthly',
      grace: '0',
      assertion: { algorithm: 'ES256', audience: 'urn:click2mail:auth', lifetimeSeconds: 60 },
    },
    globex: {
      clientId: 'c2m_globex',
      ...CLIENT,
      stack: 1,
      grant: 'client-secret',
      apiBaseUrl: 'https://api.eu.example/v2',
    },
    padded: { clientId: 'c2m_padded', ...CLIENT, stack: 2, assertion: { algorithm: 'PS256', keySize: 4096 } },
    initech: {
      clientId: 'c2m_initech',
      ...CLIENT,
      stack: 2,
      grant: 'short-term-token',
      scopes: [...CLIENT.scopes, 'tokens:write'],
    },
    adopted: {
      clientId: 'c2m_adopted',
      ...CLIENT,
      stack: 2,
      existingSecret: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:shop/mail-secret-Ab12Cd`,
      existingSecretKeyArn: key(REGION, '1b1b1b1b-12ab-34cd-56ef-1234567890ab'),
      existingKeyArn: key(REGION, '2c2c2c2c-12ab-34cd-56ef-1234567890ab'),
    },
  },
  consumers: {
    'mail-merge': {
      client: 'acme',
      scopes: ['jobs:submit'],
      principals: [`arn:aws:iam::${ACCOUNT}:role/mail-merge`, OTHER_ACCOUNT],
      functionUrl: true,
    },
    letters: { client: 'globex', scopes: ['jobs:submit', 'templates:read'] },
    archive: { client: 'initech', scopes: ['jobs:submit'], functionUrl: true },
    shop: { client: 'adopted', scopes: ['jobs:submit'], principals: [OTHER_ACCOUNT] },
  },
} as const;
