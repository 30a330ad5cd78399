import { randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Caller, SANDBOX_ACCOUNT, type WireObject } from '../../../sandbox/aws/aws-service.ts';
import type { SecretsManager } from '../../../sandbox/secrets-manager/secrets-manager.ts';
import type { SeededRandom } from '../histories/seeded-random.ts';
import type { Invocation } from './invocation.ts';

export const ADMINISTRATOR: Caller = {
  accountId: SANDBOX_ACCOUNT,
  arn: `arn:aws:iam::${SANDBOX_ACCOUNT}:user/simulation`,
  isAdministrator: true,
};

/** The error names that the SDK gives, by what the service refused with. */
const REFUSALS: Readonly<Record<number, string>> = {
  400: 'InvalidRequestException',
  401: 'UnrecognizedClientException',
  403: 'AccessDeniedException',
  404: 'UnknownError',
  429: 'ThrottlingException',
  500: 'InternalServiceError',
};

interface Command {
  readonly input: object;
}

/** An SDK client whose calls reach the sandbox's Secrets Manager in this process, and faults on the way. */
export function secretsManagerClient(
  secretsManager: SecretsManager,
  invocation: Invocation,
  client: string,
  random: SeededRandom,
  isUnreadable: (versionId: string) => boolean = () => false,
): SecretsManagerClient {
  const act = async (operation: string, input: WireObject): Promise<WireObject> => {
    const answer = await secretsManager.call(operation, input, ADMINISTRATOR);
    if (operation === 'GetSecretValue' && isUnreadable(String(answer['VersionId']))) throw named('DecryptionFailure');
    return answer;
  };
  return clientInProcess(
    (operation, input) =>
      invocation.call(
        { service: 'secretsmanager', operation, client, detail: detailOf(input) },
        {
          isAskedAgain: true,
          act: () => act(operation, input),
          refused: (status) => {
            throw named(REFUSALS[status] ?? 'UnknownError');
          },
          unanswered: () => {
            throw named('TimeoutError');
          },
          garbled: () => {
            throw named('SyntaxError');
          },
        },
      ),
    random,
  );
}

/** An SDK client whose calls go wherever they are told to: what it sends and gives is as with the real one. */
export function clientInProcess(
  call: (operation: string, input: WireObject) => Promise<WireObject>,
  random: Pick<SeededRandom, 'uuid'> = { uuid: randomUUID },
): SecretsManagerClient {
  const send = async (command: Command): Promise<unknown> => {
    const operation = command.constructor.name.replace(/Command$/, '');
    // The SDK makes up a token where none is given.
    const token = operation === 'RotateSecret' ? { ClientRequestToken: random.uuid() } : {};
    // What is undefined is not sent.
    const input = JSON.parse(JSON.stringify({ ...token, ...command.input })) as WireObject;
    return received(await call(operation, input));
  };
  return { send } as unknown as SecretsManagerClient;
}

function detailOf({
  VersionStage,
  RemoveFromVersionId,
  MoveToVersionId,
  VersionStages,
  VersionId,
}: WireObject): string {
  const parts = [
    VersionStage,
    VersionStages,
    VersionId,
    RemoveFromVersionId,
    MoveToVersionId && `→ ${String(MoveToVersionId)}`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}

export function named(name: string): Error {
  const error = new Error('An error of the simulated SDK.');
  error.name = name;
  return error;
}

/** As the SDK gives an answer: times are dates. */
function received(answer: WireObject): unknown {
  return Object.fromEntries(
    Object.entries(answer).map(([key, value]) => [
      key,
      key.endsWith('Date') && typeof value === 'number' ? new Date(value * 1000) : value,
    ]),
  );
}
