import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { placeOf } from '../stack/place.ts';
import { regionOfProfile } from '../stack/session.ts';
import { underWay } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { acceptanceClients } from './acceptance-clients.ts';
import { MadeThings } from './clean-up/made-things.ts';
import type { AcceptOptions } from './options.ts';
import type { Run } from './run.ts';
import { sandboxConsole } from './sandbox-console.ts';
import { waitingIn } from './waiting.ts';

/**
 * Finds out where a run works. It makes nothing.
 * @throws CommandProblem | Error of AWS
 */
export async function runIn(
  options: AcceptOptions,
  name: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Run> {
  const { endpoint, region: wanted } = placeOf(options, terminal.environment);
  const sandbox = await sandboxConsole(options.sandbox, endpoint);
  const aws = acceptanceClients({ region: wanted, endpoint });
  try {
    const region = wanted ?? (await regionOfProfile(aws));
    const identity = await underWay(terminal, 'Signing in', aws.sts.send(new GetCallerIdentityCommand({})));
    return {
      name,
      aws,
      accountId: identity.Account ?? '',
      partition: identity.Arn?.split(':')[1] ?? 'aws',
      userId: identity.UserId ?? '',
      region,
      endpoint,
      terminal,
      sandbox,
      signal,
      waiting: waitingIn(sandbox, signal),
      made: new MadeThings(),
      assembly: await mkdtemp(join(tmpdir(), `${name}-`)),
      awsCommand: (words) =>
        `aws ${words} --region ${region}${endpoint === undefined ? '' : ` --endpoint-url ${endpoint}`}`,
    };
  } catch (error) {
    aws.destroy();
    throw error;
  }
}
