import type { Monitoring } from '../../functions/lambda/monitoring.ts';
import type { Settings } from '../settings/settings.ts';
import { PRICES } from './prices.ts';

/** How much there is to watch. */
export interface Watched {
  readonly stacks: number;
  readonly vendors: number;
  readonly clients: number;
}

/** Of something that is paid for, how many each stack, each vendor and each client adds. */
interface Each {
  readonly stack: number;
  readonly vendor: number;
  readonly client: number;
}

interface Level {
  /** What functions write all the time; what they write when something happens costs next to nothing. */
  readonly metrics: Each;
  readonly alarms: Each;
  /** Of each stack. */
  readonly composites: number;
  readonly dashboards: number;
}

const NOTHING: Each = { stack: 0, vendor: 0, client: 0 };

const LEVELS: Readonly<Record<Monitoring, Level>> = {
  full: {
    metrics: { stack: 11, vendor: 3, client: 2 },
    alarms: { stack: 15, vendor: 4, client: 2 },
    composites: 2,
    dashboards: 1,
  },
  essential: {
    metrics: { stack: 1, vendor: 0, client: 0 },
    alarms: { stack: 7, vendor: 3, client: 0 },
    composites: 0,
    dashboards: 0,
  },
  none: { metrics: NOTHING, alarms: NOTHING, composites: 0, dashboards: 0 },
};

const HOUR_SECONDS = 3600;

/** How many metrics are paid for: one that is written in some hours only counts for those. */
export function metricCount({ monitoring, checkEvery }: Settings, watched: Watched): number {
  // Each time the sweep asks the API whether a token works, it learns by how much the clocks differ.
  const questionsAnHour = checkEvery === 0 ? 0 : (watched.clients / watched.stacks) * (HOUR_SECONDS / checkEvery);
  const ofQuestions = monitoring === 'full' ? watched.stacks * Math.min(1, questionsAnHour) : 0;
  return total(LEVELS[monitoring].metrics, watched) + ofQuestions;
}

/** What it costs in a month to watch the stacks as the setting `monitoring` says, in US dollars: all that `none` saves. */
export function monitoringCost(settings: Settings, watched: Watched): number {
  const { metricMonth, alarmMonth, compositeAlarmMonth, dashboardMonth } = PRICES.cloudWatch;
  const { alarms, composites, dashboards } = LEVELS[settings.monitoring];
  // Encrypts the topic that an address is told by.
  const topicKeys = settings.monitoring !== 'none' && settings.alarms.email !== undefined ? watched.stacks : 0;
  return (
    metricCount(settings, watched) * metricMonth +
    total(alarms, watched) * alarmMonth +
    watched.stacks * (composites * compositeAlarmMonth + dashboards * dashboardMonth) +
    topicKeys * PRICES.kms.keyMonth
  );
}

/** The table of what each level would cost, which is printed below the table of costs. */
export function monitoringCostText(settings: Settings, watched: Watched): string {
  const lines = (Object.keys(LEVELS) as Monitoring[]).map((monitoring) => {
    const dollars = monitoringCost({ ...settings, monitoring }, watched).toFixed(2);
    const isSet = monitoring === settings.monitoring;
    return `  ${monitoring.padEnd(12)}${dollars.padStart(9)}${isSet ? '  as it is set' : ''}`;
  });
  return ['Of that, what it costs to watch the stacks, by the setting monitoring:', ...lines].join('\n');
}

function total({ stack, vendor, client }: Each, { stacks, vendors, clients }: Watched): number {
  return stacks * stack + vendors * vendor + clients * client;
}
