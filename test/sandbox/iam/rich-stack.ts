import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { SANDBOX_REGION, type WireObject } from '../../../sandbox/aws/aws-service.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { startServices } from '../../../sandbox/services.ts';
import { readAssembly } from '../../../sandbox/stack/assembly.ts';
import { deploy, type NewResource, type ResourceMaker } from '../../../sandbox/stack/deployment.ts';
import { LocalAssets } from '../../../sandbox/stack/local-assets.ts';
import { stackResources } from '../../../sandbox/stack/resources.ts';
import { synthesiseWith, TEST_OUTPUT } from '../../support/assembly.ts';
import { TEST_SETTINGS } from '../../support/settings.ts';

/** A resource of the template as it was made, with all that it refers to. */
export interface StandingResource extends NewResource {
  readonly type: string;
  readonly ref: string;
}

/** Where the stack's copies have a key of their own. */
export const REPLICA_REGION = 'eu-west-1';

export type RichStack = Awaited<ReturnType<typeof standRichStackUp>>;

/**
 * A stack with every kind of policy that there is: clients of all grants, one of them adopted with its secret and keys,
 * readers in another account, copies with a key of their own and without, consumers with function URLs, alarms that
 * tell an address. Its resources are made and no
 * function runs.
 */
export async function standRichStackUp() {
  const clock = new Clock({ flowing: false });
  const services = await startServices({
    clock,
    awsPort: 0,
    requestsPerMinute: undefined,
    onSecret: () => undefined,
    onOutput: () => undefined,
    published: () => undefined,
    deployed: { stacks: () => [], deleted: () => [], deleteStack: () => Promise.resolve(), clients: () => [] },
  });
  const { kms, secretsManager, credentials, lambda, awsEndpoint } = services;
  const administrator = credentials.administrator.caller;
  const assembly = join(TEST_OUTPUT, 'conditions');
  const assets = new LocalAssets('http://127.0.0.1/v2');

  const keyOf = async (input: WireObject, region = SANDBOX_REGION) => {
    const { KeyMetadata } = await kms.call('CreateKey', input, { ...administrator, region });
    return (KeyMetadata as { Arn: string }).Arn;
  };
  const existingSecretKeyArn = await keyOf({});
  const existingKeyArn = await keyOf({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
  const { ARN: existingSecret } = await secretsManager.call(
    'CreateSecret',
    { Name: 'shop/token', ClientRequestToken: randomUUID(), SecretString: '{}', KmsKeyId: existingSecretKeyArn },
    administrator,
  );
  const { acme } = TEST_SETTINGS.clients;
  synthesiseWith(
    {
      ...TEST_SETTINGS,
      clients: {
        ...TEST_SETTINGS.clients,
        read: { ...acme, clientId: 'c2m_read', readers: ['arn:aws:iam::444455556666:role/reader'] },
        adopted: { ...acme, clientId: 'c2m_adopted', existingSecret, existingSecretKeyArn, existingKeyArn },
      },
      replicaRegions: [{ region: REPLICA_REGION, keyArn: await keyOf({}, REPLICA_REGION) }, { region: 'ap-south-1' }],
      alarms: { email: 'on-call@example.com' },
    },
    assembly,
  );
  const resources: StandingResource[] = [];
  const recorded =
    (type: string, make: ResourceMaker): ResourceMaker =>
    async (resource) => {
      const made = await make(resource);
      resources.push({ ...resource, type, ref: made.ref });
      return made;
    };
  const makers = {
    ...stackResources(services, assets).makers,
    // To make one is to have the function test the secret.
    'AWS::SecretsManager::RotationSchedule': async () => ({ ref: '', attributes: {} }),
  };
  const [stack] = readAssembly(assembly);
  if (stack === undefined) throw new Error('There is no stack.');
  await deploy(
    stack,
    Object.fromEntries(Object.entries(makers).map(([type, make]) => [type, recorded(type, make)] as const)),
  );
  const stop = async () => {
    clock.stop();
    await lambda.stop();
    await awsEndpoint.close();
    await assets.remove();
  };
  return { ...services, resources, stop };
}
