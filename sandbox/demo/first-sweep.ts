import { SWEEP } from '../../infra/function-names.ts';
import { readSchedule } from '../events/schedule-expression.ts';
import type { Sandbox } from '../sandbox.ts';
import { MINUTE_MS } from '../time.ts';

/**
 * Lets the sandbox's time pass until every sweep has run by its schedule, and alarms have seen it: until then they say,
 * as on AWS, that the sweep is silent.
 */
export async function passFirstSweeps({ clock, eventRules, lambda }: Sandbox): Promise<void> {
  const sweeps = lambda
    .functions()
    .filter(({ environment }) => environment['POWERTOOLS_SERVICE_NAME'] === SWEEP)
    .map(({ functionArn }) => functionArn);
  const now = clock.now();
  const firstRuns = eventRules
    .all()
    .filter(({ isEnabled, targets }) => isEnabled && targets.some(({ functionArn }) => sweeps.includes(functionArn)))
    .map(({ scheduleExpression }) => readSchedule(scheduleExpression, now).nextAfter(now));
  // Alarms are evaluated once a minute.
  if (firstRuns.length > 0) await clock.advance((Math.max(...firstRuns) + MINUTE_MS - now) / 1000);
}
