import { AwsError, SANDBOX_ACCOUNT, type JsonService, type RestService } from '../../../sandbox/aws/aws-service.ts';
import { startAwsEndpoint, type AwsEndpointOptions } from '../../../sandbox/aws/aws-endpoint.ts';
import { Credentials } from '../../../sandbox/aws/credentials.ts';
import { Sts } from '../../../sandbox/sts/sts.ts';
import { Clock } from '../../../sandbox/clock.ts';
import { Faults } from '../../../sandbox/faults.ts';
import { Traffic } from '../../../sandbox/traffic.ts';

export const ROLE = `arn:aws:iam::${SANDBOX_ACCOUNT}:role/rotate-by-assertion`;

/** Answers every operation with what it was asked and by whom; four operations go wrong. */
const echo: JsonService = {
  async call(operation, input, caller) {
    if (operation === 'DescribeSecret') throw new AwsError('ResourceNotFoundException', 'No such secret.');
    if (operation === 'DeleteSecret') throw new AwsError('ValidationException', 'Not so.');
    if (operation === 'RestoreSecret') throw new TypeError('the value hunter2 is not a function');
    return { ARN: caller.arn, Name: operation, ...input };
  },
};

const lambda: RestService = {
  operationOf: ({ path }) => (path.endsWith('/invocations') ? 'Invoke' : 'ListFunctions'),
  async handle({ path, body }, caller) {
    if (path.includes('missing')) {
      throw new AwsError('ResourceNotFoundException', 'Function not found: missing:$LATEST', 404);
    }
    return {
      status: 200,
      headers: { 'x-amzn-requestid': 'the-invocation' },
      body: JSON.stringify({ path, caller: caller.arn, sent: body.toString() }),
    };
  },
};

/** The endpoint at a free port, with services that echo. */
export async function startEndpointUnderTest(more: Partial<AwsEndpointOptions> = {}) {
  const clock = new Clock({ flowing: false });
  const credentials = new Credentials({ clock, accountId: SANDBOX_ACCOUNT });
  const faults = new Faults();
  const traffic = new Traffic(faults);
  const sts = new Sts({ credentials, roleExists: (arn) => arn === ROLE });
  /** Other than the endpoint's own, that calls were signed for. */
  const regions: string[] = [];
  const endpoint = await startAwsEndpoint({
    port: 0,
    authorise: ({ caller }) => regions.push(...(caller.region === undefined ? [] : [caller.region])),
    credentials,
    traffic,
    services: { secretsmanager: echo, kms: echo },
    lambda,
    sts,
    ...more,
  });
  const clientOf = (signer: Signer = { accessKeyId: 'test', secretAccessKey: 'test' }) => ({
    endpoint: endpoint.origin,
    region: 'us-east-1',
    credentials: signer,
    maxAttempts: 1,
  });
  return { clock, credentials, endpoint, faults, traffic, regions, clientOf };
}

interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
