import { isSandbox } from '../stack/aws-clients.ts';
import { consoleOf } from '../stack/console-address.ts';
import { CommandProblem, EXIT } from '../terminal/exit-codes.ts';

/** The sandbox's own controls, as far as an acceptance run needs them: docs/sandbox.md. */
export interface SandboxConsole {
  /** Moves the sandbox's clock; resolves when all that became due has run. */
  advance(seconds: number): Promise<void>;
  /** Stands an assembly up, or brings what stands to what it says. */
  deploy(assembly: string): Promise<void>;
  oneTimeCode(clientId: string): Promise<string>;
}

/**
 * The console of the sandbox whose endpoint is asked; undefined for AWS.
 * @param address of the console, as it was given; when it was not, the sandbox tells it
 * @throws CommandProblem when the two do not fit, or nothing answers there
 */
export async function sandboxConsole(
  address: string | undefined,
  endpoint: string | undefined,
): Promise<SandboxConsole | undefined> {
  const isHere = endpoint !== undefined && isSandbox(endpoint);
  if (!isHere && address === undefined) return undefined;
  if (!isHere) {
    throw new CommandProblem(
      '--sandbox is for the sandbox’s AWS endpoint: give it with --endpoint, on this machine.',
      EXIT.wrongUsage,
    );
  }
  const origin = address ?? (await consoleOf(endpoint));
  if (origin === undefined) {
    throw new CommandProblem(
      `No sandbox answers at ${endpoint}, or it does not tell where its console is: say it with --sandbox.`,
      EXIT.notPermitted,
    );
  }
  if (!URL.canParse(origin) || !isSandbox(origin)) {
    throw new CommandProblem(`The sandbox’s console ${origin} is no address of this machine.`, EXIT.wrongUsage);
  }
  if (!(await isHealthy(origin))) {
    throw new CommandProblem(
      `No sandbox’s console answers at ${origin}: say where it is with --sandbox.`,
      EXIT.notPermitted,
    );
  }
  return {
    advance: async (advanceSeconds) => void (await order(origin, '/api/clock', { advanceSeconds })),
    deploy: async (assembly) => void (await order(origin, '/api/deploy', { assembly })),
    oneTimeCode: async (clientId) => {
      const { otpCode } = (await order(origin, '/api/otp', { clientId })) as { otpCode: string };
      return otpCode;
    },
  };
}

async function isHealthy(origin: string): Promise<boolean> {
  try {
    return (await fetch(new URL('/health', origin))).ok;
  } catch {
    return false;
  }
}

/** @throws CommandProblem with what the console says */
async function order(origin: string, path: string, body: object): Promise<unknown> {
  const answer = await fetch(new URL(path, origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const content = (await answer.json()) as { message?: string };
  if (!answer.ok) throw new CommandProblem(`${path}: ${content.message ?? answer.status}`);
  return content;
}
