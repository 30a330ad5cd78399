import { pathToFileURL } from 'node:url';
import type { WireObject } from '../aws/aws-service.ts';

/** A function as the stack describes it. */
export interface FunctionConfiguration {
  readonly functionName: string;
  readonly functionArn: string;
  /** Folder of the function's asset: what would be `/var/task`. */
  readonly codeDirectory: string;
  /** For example `index.handler`. */
  readonly handler: string;
  /** For example `nodejs24.x`; the sandbox runs every function on its own Node. */
  readonly runtime: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFormat: 'JSON' | 'Text';
  readonly logGroup: string;
  readonly description?: string;
  readonly architectures?: readonly string[];
  /** How many invocations may run at the same time; no limit when absent. */
  readonly reservedConcurrency?: number;
  readonly tags?: ReadonlyMap<string, string>;
}

/** The only version of a function that the sandbox has. */
export const LATEST = '$LATEST';

/** The configuration as `GetFunctionConfiguration` shows it. */
export function configurationOnWire(configuration: FunctionConfiguration, modifiedAt: number): WireObject {
  return {
    FunctionName: configuration.functionName,
    FunctionArn: configuration.functionArn,
    Runtime: configuration.runtime,
    Role: configuration.roleArn,
    Handler: configuration.handler,
    Description: configuration.description ?? '',
    Timeout: configuration.timeoutSeconds,
    MemorySize: configuration.memoryMb,
    LastModified: new Date(modifiedAt).toISOString().replace('Z', '+0000'),
    Version: LATEST,
    Environment: { Variables: configuration.environment },
    TracingConfig: { Mode: 'PassThrough' },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: configuration.architectures ?? ['x86_64'],
    LoggingConfig: { LogFormat: configuration.logFormat, LogGroup: configuration.logGroup },
  };
}

/** The answer to `GetFunction`. The code's location is its folder on this machine. */
export function functionOnWire(configuration: FunctionConfiguration, modifiedAt: number): WireObject {
  const { reservedConcurrency, codeDirectory } = configuration;
  return {
    Configuration: configurationOnWire(configuration, modifiedAt),
    Code: { RepositoryType: 'S3', Location: pathToFileURL(codeDirectory).href },
    ...(reservedConcurrency === undefined
      ? {}
      : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
  };
}
