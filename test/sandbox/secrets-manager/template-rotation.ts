import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { RotationEvent, RotationInvoker } from '../../../sandbox/secrets-manager/secrets-manager.ts';
import type { RecordedCall } from '../../../sandbox/traffic.ts';

export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:rotate';

/**
 * A rotation function that does what AWS's generic template does, over HTTP
 * (https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_available-rotation-templates.html).
 */
export class TemplateRotation implements RotationInvoker {
  readonly events: RotationEvent[] = [];
  /** Done before each step; what it throws, the function throws. */
  before: (event: RotationEvent) => Promise<void> | void = () => undefined;
  /** Done after each step, likewise. */
  after: (event: RotationEvent) => Promise<void> | void = () => undefined;
  /** What createSecret makes. */
  newValue: (event: RotationEvent) => string = ({ ClientRequestToken }) => `made for ${ClientRequestToken}`;
  readonly #client: () => SecretsManagerClient;

  constructor(client: () => SecretsManagerClient) {
    this.#client = client;
  }

  mayInvoke(functionArn: string): boolean {
    return functionArn === FUNCTION_ARN;
  }

  async invoke(_functionArn: string, event: RotationEvent): ReturnType<RotationInvoker['invoke']> {
    this.events.push(event);
    const calls: RecordedCall[] = [];
    try {
      await this.before(event);
      await this.#handle(event, recording(this.#client(), calls));
      await this.after(event);
      return { calls };
    } catch (error) {
      return { calls, error: String(error) };
    }
  }

  async #handle(event: RotationEvent, client: SecretsManagerClient): Promise<void> {
    const { SecretId, ClientRequestToken: token, Step } = event;
    const secret = await client.send(new DescribeSecretCommand({ SecretId }));
    if (secret.RotationEnabled !== true) throw new Error('not enabled for rotation');
    const labels = secret.VersionIdsToStages?.[token];
    if (labels === undefined) throw new Error('has no stage for rotation');
    if (labels.includes('AWSCURRENT')) return;
    if (!labels.includes('AWSPENDING')) throw new Error('not set as AWSPENDING');
    if (Step === 'createSecret') await this.#create(event, client);
    if (Step === 'testSecret') await client.send(pendingValue(event));
    if (Step === 'finishSecret') {
      const current = Object.entries(secret.VersionIdsToStages ?? {}).find(([, held]) => held.includes('AWSCURRENT'));
      const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: token, RemoveFromVersionId: current?.[0] };
      await client.send(new UpdateSecretVersionStageCommand({ SecretId, ...move }));
    }
  }

  async #create(event: RotationEvent, client: SecretsManagerClient): Promise<void> {
    const { SecretId, ClientRequestToken, RotationToken } = event;
    await client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }));
    try {
      await client.send(pendingValue(event));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
      const made = { SecretString: this.newValue(event), VersionStages: ['AWSPENDING'] };
      await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, RotationToken, ...made }));
    }
  }
}

function pendingValue({ SecretId, ClientRequestToken: VersionId }: RotationEvent): GetSecretValueCommand {
  return new GetSecretValueCommand({ SecretId, VersionId, VersionStage: 'AWSPENDING' });
}

/** The client, with what it calls written down. */
function recording(client: SecretsManagerClient, calls: RecordedCall[]): SecretsManagerClient {
  const send = async (command: Parameters<SecretsManagerClient['send']>[0]): Promise<unknown> => {
    const operation = command.constructor.name.replace(/Command$/, '');
    let status = 400;
    try {
      const answer = await client.send(command);
      status = 200;
      return answer;
    } finally {
      calls.push({ service: 'secretsmanager', operation, status });
    }
  };
  return { send } as unknown as SecretsManagerClient;
}
