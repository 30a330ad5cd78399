import type { FunctionConfiguration } from '../function-configuration.ts';

/** What an environment gets besides the function's own variables. */
interface EnvironmentPlace {
  /** Host and port of the environment's Runtime API. */
  readonly runtimeApi: string;
  readonly region: string;
  /** The sandbox's AWS endpoint. */
  readonly awsEndpoint: string;
  readonly credentials: RoleCredentials;
  readonly logStream: string;
  /** An empty folder, so that no AWS settings are found under it. */
  readonly home: string;
}

/** A session of the function's role. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/**
 * A function's whole environment. Nothing of this machine's is taken over: a profile, proxy or Node setting of the
 * person at the keyboard must not change what the function does.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(
  configuration: FunctionConfiguration,
  { runtimeApi, region, awsEndpoint, credentials, logStream, home }: EnvironmentPlace,
): Record<string, string> {
  return {
    ...configuration.environment,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_LAMBDA_FUNCTION_NAME: configuration.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_LOG_FORMAT: configuration.logFormat,
    AWS_EXECUTION_ENV: `AWS_Lambda_${configuration.runtime}`,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    LAMBDA_TASK_ROOT: configuration.codeDirectory,
    _HANDLER: configuration.handler,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: home,
  };
}
