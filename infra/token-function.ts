import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, LoggingFormat, Runtime, Tracing, type Code } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Set for every function by TokenFunction itself. */
interface PowertoolsEnvironment {
  readonly POWERTOOLS_SERVICE_NAME: string;
  readonly POWERTOOLS_METRICS_NAMESPACE: string;
}

interface TokenFunctionProps<Environment> {
  /** Name of the function's folder, for example `rotate-by-assertion`. */
  readonly name: string;
  readonly description: string;
  readonly code: Code;
  readonly environment: Omit<NoInfer<Environment>, keyof PowertoolsEnvironment>;
  /** Whether X-Ray sees the calls. */
  readonly tracing: boolean;
  readonly logRetentionDays: RetentionDays;
}

/**
 * A Lambda function of this project, with a role and a log group of its own. The type argument is the function's
 * `environment.ts`, so a variable that is missing here does not compile.
 *
 * Sixty seconds, because Lambda's three would not outlast the SDK's retries: an invocation makes at most a handful of
 * calls, and each may be tried three times with waits between. 512 MB, because a share of the processor comes with
 * the memory, and below it a cold start takes seconds.
 *
 * The logs outlive the function: a token whose revocation failed, or that no secret accounts for, is named there and
 * perhaps nowhere else. Their retention empties them.
 */
export class TokenFunction<
  Environment extends PowertoolsEnvironment & { readonly [Variable in keyof Environment]: string } = never,
> extends Construct {
  readonly role: Role;
  readonly function: Function;

  constructor(scope: Construct, id: string, props: TokenFunctionProps<Environment>) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
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
      code: props.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(60),
      memorySize: 512,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: 'Click2MailTokenRotation',
      },
    });
  }
}
