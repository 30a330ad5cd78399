import type { Clock } from '../../clock.ts';
import { environmentVariables, type RoleCredentials } from './environment-variables.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import { LATEST, type FunctionConfiguration } from '../function-configuration.ts';
import { FunctionProcess } from './function-process.ts';
import type { RandomBytes } from '../../random-bytes.ts';
import type { ProcessFolder } from './process-folder.ts';

/** Whether a function may write to a log stream, by the policies of its role. */
export type MayWriteLog = (configuration: FunctionConfiguration, logStream: string) => boolean;

interface StartOptions {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly region: string;
  readonly awsEndpoint: string;
  readonly credentials: RoleCredentials;
  readonly folder: ProcessFolder;
  readonly mayWriteLog?: MayWriteLog | undefined;
  /** A line that was written to a log stream while no invocation ran. */
  readonly onIdleLine: (line: string, logStream: string) => void;
}

/** Starts another process of a function. */
export function startEnvironment(
  configuration: FunctionConfiguration,
  { clock, random, region, awsEndpoint, credentials, folder, mayWriteLog, onIdleLine }: StartOptions,
): Promise<ExecutionEnvironment> {
  const { codeDirectory, handler } = configuration;
  const { clockFile, home } = folder;
  const day = new Date(clock.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const logStream = `${day}/[${LATEST}]${random(16).toString('hex')}`;
  return ExecutionEnvironment.start({
    now: () => clock.now(),
    logStream,
    writesLog: mayWriteLog?.(configuration, logStream) ?? true,
    onIdleLine: (line) => onIdleLine(line, logStream),
    startProcess(runtimeApi, onLine) {
      const place = { runtimeApi, region, awsEndpoint, credentials, logStream, home };
      const environment = environmentVariables(configuration, place);
      return new FunctionProcess({ codeDirectory, handler, clockFile, environment, onLine });
    },
  });
}
