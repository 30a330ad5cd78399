import { startAwsEndpoint } from './aws/aws-endpoint.ts';
import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from './aws/aws-service.ts';
import { Credentials, sessionOf } from './aws/credentials.ts';
import { Sts } from './sts/sts.ts';
import { Click2MailApi } from './click2mail-api/click2mail-api.ts';
import type { Clock } from './clock.ts';
import { CloudWatch } from './cloudwatch/cloudwatch.ts';
import { publishRefusal } from './cloudwatch/publish-refusal.ts';
import { CloudFormation } from './cloudformation/cloudformation.ts';
import type { StackRecord } from './cloudformation/stack-record.ts';
import { VendLog } from './console/vend-log.ts';
import { EventBridge } from './events/event-bridge.ts';
import { stackRules } from './events/stack-rules.ts';
import { Faults } from './faults.ts';
import type { AccessQuestion } from './iam/access-questions.ts';
import { Authorisation } from './iam/authorisation.ts';
import { Iam } from './iam/iam.ts';
import { Roles } from './iam/roles.ts';
import { Kms } from './kms/kms.ts';
import { KmsSecretEncryption } from './kms/secret-encryption.ts';
import { FunctionUrls } from './lambda/function-urls.ts';
import { LambdaApi } from './lambda/lambda-api.ts';
import { Lambda } from './lambda/lambda.ts';
import type { LoopbackPort } from './loopback-server.ts';
import { LogGroups } from './logs/log-groups.ts';
import { Logs } from './logs/logs.ts';
import { type Published, publishedAnswer } from './published.ts';
import { rotationByLambda } from './rotation-by-lambda.ts';
import { Topics } from './sns/topics.ts';
import { SecretsManager } from './secrets-manager/secrets-manager.ts';
import type { DeployedClient } from './token-clients.ts';
import { Traffic } from './traffic.ts';

export interface ServicesOptions {
  readonly clock: Clock;
  readonly awsPort: LoopbackPort;
  /** Of one API client; its own limit when undefined. */
  readonly requestsPerMinute: number | undefined;
  readonly onSecret: (value: string) => void;
  readonly onOutput: (functionName: string, line: string) => void;
  readonly onAllowed?: ((question: AccessQuestion) => void) | undefined;
  /** What is told of the sandbox; undefined until all of it stands. */
  readonly published: () => Published | undefined;
  /** What has been deployed by the time it is asked. */
  readonly deployed: {
    readonly stacks: () => readonly StackRecord[];
    readonly deleted: () => readonly StackRecord[];
    readonly deleteStack: (name: string) => Promise<void>;
    readonly clients: () => readonly DeployedClient[];
  };
}

export type Services = Awaited<ReturnType<typeof startServices>>;

/**
 * AWS's services and Click2Mail's API, each knowing those that it needs, before anything is deployed on them. AWS's
 * are served already: functions ask them from their start.
 */
export async function startServices(options: ServicesOptions) {
  const { clock, awsPort, requestsPerMinute, onSecret, onOutput, onAllowed, deployed } = options;
  const where = { clock, accountId: SANDBOX_ACCOUNT, region: SANDBOX_REGION };
  const faults = new Faults();
  const traffic = new Traffic(faults);
  const roles = new Roles();
  const credentials = new Credentials({ ...where, onSecret });
  const kms = new Kms({ ...where, onSecret });
  const api = new Click2MailApi({ clock, traffic, onSecret, requestsPerMinute });
  const place = { partition: SANDBOX_PARTITION, region: SANDBOX_REGION, accountId: SANDBOX_ACCOUNT };
  const authorisation = new Authorisation({
    clock,
    place,
    roles,
    onAllowed,
    resources: {
      secret: (secretId, caller) => secretsManager.guarded(secretId, caller),
      key: (keyId, region) => kms.key(keyId, region),
      keyOfCiphertext: (ciphertext, region) => kms.keyOfCiphertext(ciphertext, region),
      functionPolicy: (functionName, qualifier) => lambda.policyOf(functionName, qualifier),
      functionTags: (functionName) => lambda.tagsOf(functionName),
    },
  });
  const { authorise } = authorisation;
  const vendLog = new VendLog(clock);
  const topics = new Topics();
  const cloudWatch = new CloudWatch({ clock, ...place, topics, refusal: publishRefusal(authorisation) });
  const lambda: Lambda = new Lambda({
    ...where,
    traffic,
    awsEndpoint: () => awsEndpoint.origin,
    credentialsFor: (roleArn, functionName) => credentials.issue(roleArn, functionName),
    mayAssume: (resource) =>
      authorisation.serviceMay({ service: 'lambda.amazonaws.com', action: 'sts:AssumeRole', resource }),
    mayWriteLog: ({ roleArn, functionName, logGroup }, logStream) =>
      authorisation.mayWriteLog(sessionOf(roleArn, functionName), logGroup, logStream),
    onOutput: (functionName, line) => {
      vendLog.read(functionName, line);
      cloudWatch.readLine(functionName, line);
      onOutput(functionName, line);
    },
    onInvocation: (report) => cloudWatch.invoked(report),
  });
  const secretsManager: SecretsManager = new SecretsManager({
    ...where,
    rotation: rotationByLambda(lambda, authorisation),
    encryption: new KmsSecretEncryption({ kms, authorise }),
    authorise,
    onSecret,
  });
  clock.beforeMove(() => secretsManager.idle());
  const services = { clock, secretsManager, kms, api, lambda, faults, roles, authorisation, cloudWatch, topics };
  const eventRules = stackRules({ ...services, clients: deployed.clients });
  const logGroups = new LogGroups({ clock, written: () => lambda.logs() });
  const functionUrls: FunctionUrls = new FunctionUrls({ ...where, lambda, origin: () => awsEndpoint.origin });
  const awsEndpoint = await startAwsEndpoint({
    port: awsPort,
    credentials,
    traffic,
    services: {
      secretsmanager: secretsManager,
      kms,
      events: new EventBridge({ rules: eventRules, place }),
      logs: new Logs({ groups: logGroups, place }),
      cloudformation: new CloudFormation(deployed),
      iam: new Iam({ roles, place }),
      monitoring: cloudWatch,
    },
    lambda: new LambdaApi({ lambda, urlsOf: (functionName) => functionUrls.of(functionName) }),
    functionUrls,
    sts: new Sts({ credentials, roleExists: (arn) => roles.exists(arn) }),
    authorise,
    besides: (request) => publishedAnswer(request, options.published()),
  });
  return { ...services, credentials, eventRules, functionUrls, logGroups, vendLog, awsEndpoint };
}
