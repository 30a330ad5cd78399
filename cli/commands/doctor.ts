import type { Command } from 'commander';
import { grouped } from '../grouped.ts';
import { apiChecks } from '../findings/api-checks.ts';
import { probeApi, withProbe } from '../facts/api-probe.ts';
import { checked, type CheckResult } from '../findings/check.ts';
import { clientChecks } from '../findings/client-checks.ts';
import { type ClientFacts, factsOfClient, factsOfStack } from '../facts/client-facts.ts';
import { type Cures, curesIn } from '../findings/cures.ts';
import { findingList } from '../findings/finding-list.ts';
import { sweepScheduleFindings } from '../findings/sweep-schedule.ts';
import { consumersOfStack } from '../stack/consumers.ts';
import type { DeployedStack } from '../stack/deployed-stack.ts';
import { clientNamed, type CommandContext, type CommonOptions, type Session } from '../stack/session.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { coloured, textTable } from '../terminal/text-table.ts';
import { PROGRAM } from '../terminal/typed-as.ts';
import { inSessionDo } from './in-session-do.ts';

interface DoctorOptions extends CommonOptions {
  readonly issueProbe?: boolean;
}

/** `doctor`: every part of the set-up, and for what is wrong the fix. */
export function addDoctor(program: Command, context: CommandContext): void {
  program
    .command('doctor')
    .argument('[client]', 'one client; all when left out')
    .option('--issue-probe', 'also have a one-hour token issued, and revoke it at once')
    .description(
      'Checks every part of the set-up and says for each trouble what mends it. Changes nothing and costs nothing ' +
        'unless --issue-probe is given.',
    )
    .addHelpText('after', EXAMPLES)
    .action(inSessionDo(context, doctor));
}

const EXAMPLES = `
Examples:
  ${PROGRAM} doctor
  ${PROGRAM} doctor acme --issue-probe`;

async function doctor(
  name: string | undefined,
  { issueProbe = false }: DoctorOptions,
  session: Session,
): Promise<void> {
  const only = name === undefined ? undefined : clientNamed(name, session);
  const stacks = only === undefined ? session.stacks : [only.stack];
  const results: CheckResult[] = [];
  let now = Date.now();
  const cures = curesIn(session);
  for (const stack of stacks) {
    const asked = await session.during(
      'Asking how the clients are',
      only === undefined ? factsOfStack(stack, session) : factsOfClient(only, session).then((one) => [one]),
    );
    now = asked[0]?.now ?? now;
    for (const facts of asked) {
      results.push(
        ...(await session.during(`Checking ${facts.client.name}`, allChecks(facts, issueProbe, cures, session))),
      );
    }
    results.push(checked('sweep', undefined, await sweepScheduleFindings(stack, cures, session)));
    results.push(checked('consumers', undefined, await consumerFindings(stack, cures, session)));
  }
  const findings = results.flatMap((result) => result.findings);
  session.tell({ checks: results, findings }, () =>
    [
      resultTable(results, session),
      findings.length === 0 ? 'All is well.' : findingList(findings, now, session.terminal),
    ].join('\n'),
  );
  if (findings.length > 0) session.endWith(EXIT.needsPerson);
}

async function allChecks(
  facts: ClientFacts,
  issueProbe: boolean,
  cures: Cures,
  session: Session,
): Promise<CheckResult[]> {
  const probed = await probeApi(facts.client, issueProbe, session);
  const known = withProbe(facts, probed);
  return [...(await clientChecks(known, cures, session)), ...apiChecks(facts.client, probed, cures)];
}

/** Whether every consumer that was deployed can still be vended to. */
async function consumerFindings(stack: DeployedStack, cures: Cures, session: Session) {
  const there = new Set((await consumersOfStack(stack, session)).map(({ aliasArn }) => aliasArn));
  return stack.aliasArns
    .filter((arn) => !there.has(arn))
    .map((arn) => {
      const what = `The alias of the consumer ${arn.split(':').at(-1) ?? arn} is gone: nothing is vended to it.`;
      return { id: 'alias-missing' as const, what, command: cures.redeploy({ stack }) };
    });
}

/** A line for each check, with what came of it for whom. */
function resultTable(results: readonly CheckResult[], { terminal }: Session): string {
  const rows = [...grouped(results, ({ check }) => check)].map(([check, some]) => [
    check,
    [...grouped(some, ({ outcome }) => outcome)]
      .map(([outcome, alike]) => outcomeLine(outcome, alike, terminal))
      .join('\n'),
  ]);
  return textTable(['check', 'result'], rows, terminal);
}

const COLOURS = { ok: 'green', trouble: 'red', skipped: 'gray' } as const;

function outcomeLine(outcome: CheckResult['outcome'], results: readonly CheckResult[], terminal: Terminal): string {
  const clients = results.flatMap(({ client }) => client ?? []).join(', ');
  return `${coloured(outcome, COLOURS[outcome], terminal)}${clients === '' ? '' : `: ${clients}`}`;
}
