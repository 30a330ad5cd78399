import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Function, LoggingFormat, Runtime, Tracing, type CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { MonitoringEnvironment } from '../functions/lambda/monitoring.ts';
import { acceptFindings } from './accepted-findings.ts';
import { rotationName } from './rotation-name.ts';
import type { SharedProps } from './shared-props.ts';
import { reachVpc } from './vpc-access.ts';

/** Read by Node itself and by no handler, so no `environment.ts` has them. */
interface ProxyEnvironment {
  readonly HTTPS_PROXY: string;
  readonly NO_PROXY: string;
  readonly NODE_USE_ENV_PROXY: '1';
}

export interface TokenFunctionProps<Environment> {
  /** Name of the function's folder, for example `rotate-by-assertion`. */
  readonly name: string;
  readonly description: string;
  /** How long an invocation may take; 60 seconds when absent. */
  readonly timeout?: Duration;
  /** How many invocations may run at once; what the account has, when absent. */
  readonly reservedConcurrency?: number | undefined;
  readonly environment: NoInfer<Environment>;
  readonly shared: SharedProps;
}

/**
 * A Lambda function of this project, with a role and a log group of its own. The type argument is the function's
 * `environment.ts`, so a variable that is missing here does not compile. Those that Powertools reads every function has.
 *
 * Sixty seconds where nothing else is said, because Lambda's three would not outlast the SDK's retries: an invocation makes at most a handful of
 * calls, and each may be tried three times with waits between. 512 MB, because a share of the processor comes with
 * the memory, and below it a cold start takes seconds.
 *
 * The logs outlive the function: a token whose revocation failed, or that no secret accounts for, is named there and
 * perhaps nowhere else. Their retention empties them.
 */
export class TokenFunction<
  Environment extends { readonly [Variable in keyof Environment]: string } = never,
> extends Construct {
  readonly role: Role;
  readonly function: Function;

  constructor(scope: Construct, id: string, props: TokenFunctionProps<Environment>) {
    super(scope, id);
    const { settings, encryptionKey, codeOf } = props.shared;
    const { tracing, logRetentionDays, monitoring, vpc, egressProxy } = settings;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: logRetentionDays,
      encryptionKey: Key.fromKeyArn(this, 'LogKey', encryptionKey.keyArn),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: props.description,
    });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'WriteOwnLogs',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.function = new Function(this, 'Function', {
      description: props.description,
      code: codeOf(props.name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout ?? Duration.seconds(60),
      memorySize: 512,
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: rotationName(this),
        ...(monitoring !== 'full' && ({ MONITORING: monitoring } satisfies MonitoringEnvironment)),
        ...(egressProxy !== undefined && proxyEnvironment(egressProxy)),
      },
    });
    if (vpc !== undefined) reachVpc(this.function.node.defaultChild as CfnFunction, this.role, vpc);
    this.#acceptFindings(tracing);
  }

  #acceptFindings(tracing: boolean): void {
    acceptFindings(
      this.role,
      ['NIST.800.53.R5-IAMNoInlinePolicy'],
      'The policy is for this role alone and names the resources of one function: a managed policy could be attached ' +
        'to another role, and would outlive this one.',
    );
    acceptFindings(
      this.function,
      ['NIST.800.53.R5-LambdaDLQ'],
      'Secrets Manager and operators invoke synchronously and see a failure themselves; a failed run of a schedule is of ' +
        'no use later, because the next one looks at what is; and an event with a one-time code must not lie in a queue.',
    );
    acceptFindings(
      this.function,
      ['NIST.800.53.R5-LambdaConcurrency'],
      'Secrets Manager runs the steps of a rotation one after another, and a schedule starts one run at a time, so ' +
        'concurrency limits itself; reserving some for each client would take it from the other functions of the ' +
        'account, and fail where none is left to reserve.',
    );
    acceptFindings(
      this.function,
      ['NIST.800.53.R5-LambdaInsideVPC'],
      'It calls public endpoints over TLS alone (AWS and the Click2Mail API) and reaches nothing private. Where egress ' +
        'has to pass a network of one’s own, the settings vpc and egressProxy place it there.',
    );
    if (!tracing) return;
    acceptFindings(
      this.role,
      ['AwsSolutions-IAM5[Resource::*]'],
      'xray:PutTraceSegments and xray:PutTelemetryRecords know no resources, so they can only be allowed on all.',
    );
  }
}

/**
 * Node's own switch, which holds for its own agents, and for those that are told of it: the Click2Mail API's. The AWS SDK
 * brings its own agents, so its calls do not pass the proxy.
 * @see https://nodejs.org/api/cli.html#node_use_env_proxy1
 */
function proxyEnvironment(egressProxy: string): ProxyEnvironment {
  return {
    HTTPS_PROXY: egressProxy,
    NO_PROXY: `localhost,127.0.0.1,169.254.100.1,169.254.169.254,.${Aws.URL_SUFFIX}`,
    // belief: egress-proxy
    NODE_USE_ENV_PROXY: '1',
  };
}
