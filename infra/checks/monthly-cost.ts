import { rsaKeySize } from '../settings/assertion.ts';
import type { ClientSettings } from '../settings/client.ts';
import type { Settings } from '../settings/settings.ts';
import { vendorCount } from '../settings/stack-of-client.ts';
import { metricCount, type Watched } from './monitoring-cost.ts';
import { PRICES } from './prices.ts';

/** What something costs in a month. */
export interface CostItem {
  readonly what: string;
  /** How much of it there is, in words. */
  readonly amount: string;
  /** US dollars. */
  readonly dollars: number;
  /** US dollars that are added after two years, when keys have been rotated twice. */
  readonly addedByRotations?: number;
}

const MONTH_SECONDS = 30 * 86_400;

/** Of a rotation: Secrets Manager's calls, and those that reach the key of the secrets through it. */
const ROTATION_CALLS = 7;
const ROTATION_DECRYPTIONS = 3;
const ROTATION_SECONDS = 4;

/** Of a sweep, for each client: its secret is described and read, and its key or client secret is looked at. */
const SWEEP_CALLS = 2;
const SWEEP_SECONDS = 0.5;
const SWEEP_SECONDS_OF_CLIENT = 0.1;
/** Of the question whether a token works: one exchange, for which the sweep waits. */
const CHECK_SECONDS = 0.3;

const FUNCTION_GIGABYTES = 0.5;

/** Bytes of log of a sweep, for each client, and of a rotation. */
const SWEEP_LOG_BYTES = 3000;
const CLIENT_LOG_BYTES = 800;
const ROTATION_LOG_BYTES = 12_000;

/** A template, as far as costs are counted from it. */
export interface CostedTemplate {
  readonly Resources: Readonly<Record<string, CostedResource>>;
}

interface CostedResource {
  readonly Type: string;
  readonly Properties?: {
    readonly EnableKeyRotation?: boolean;
    readonly ReplicaRegions?: readonly unknown[];
  };
}

/**
 * What the stacks cost in a month, in us-east-1 and without any free tier: things are counted in their templates, and how
 * often something happens the settings say. Vends are not in it, because nobody knows how many there will be; nor is what
 * lies outside of the stacks, for example a NAT gateway.
 */
export function monthlyCost(settings: Settings, templates: readonly CostedTemplate[]): CostItem[] {
  const resources = templates.flatMap(({ Resources }) => Object.values(Resources));
  const made = (type: string) => resources.filter(({ Type }) => Type === type);
  const clients = Object.values(settings.clients);
  const sweeps = (templates.length * MONTH_SECONDS) / settings.sweepEvery;
  const looks = (clients.length * MONTH_SECONDS) / settings.sweepEvery;
  const checks = settings.checkEvery === 0 ? 0 : (clients.length * MONTH_SECONDS) / settings.checkEvery;
  const rotations = sum(clients.map(({ rotateEvery }) => MONTH_SECONDS / rotateEvery.seconds));
  return [
    keys(made('AWS::KMS::Key')),
    secrets(made('AWS::SecretsManager::Secret')),
    calls(clients, looks, rotations),
    functions({ sweeps, looks, checks, rotations }, settings),
    metrics(settings, watchedIn(settings, templates)),
    alarms(made('AWS::CloudWatch::Alarm').length, made('AWS::CloudWatch::CompositeAlarm').length),
    item('dashboards', made('AWS::CloudWatch::Dashboard').length, PRICES.cloudWatch.dashboardMonth),
  ];
}

/** What there is to watch in the stacks. */
export function watchedIn(settings: Settings, templates: readonly CostedTemplate[]): Watched {
  return {
    stacks: templates.length,
    vendors: vendorCount(settings),
    clients: Object.keys(settings.clients).length,
  };
}

/** The table that is printed when the stacks are synthesised. */
export function monthlyCostText(items: readonly CostItem[]): string {
  const now = sum(items.map(({ dollars }) => dollars));
  const added = sum(items.map(({ addedByRotations = 0 }) => addedByRotations));
  const totals = [
    { what: 'in all', amount: 'without vends', dollars: now },
    { what: 'in 2 years', amount: 'when KMS has rotated the keys twice', dollars: now + added },
  ];
  const lines = [...items, ...totals].map(
    ({ what, amount, dollars }) => `  ${what.padEnd(12)}${dollars.toFixed(2).padStart(9)}  ${amount}`,
  );
  return ['Cost in US dollars a month, in us-east-1 and without any free tier:', ...lines].join('\n');
}

function keys(made: readonly CostedResource[]): CostItem {
  const rotated = made.filter(({ Properties }) => Properties?.EnableKeyRotation === true).length;
  return {
    ...item('keys', made.length, PRICES.kms.keyMonth),
    addedByRotations: 2 * rotated * PRICES.kms.rotationMonth,
  };
}

function secrets(made: readonly CostedResource[]): CostItem {
  const copies = made.map(({ Properties }) => 1 + (Properties?.ReplicaRegions ?? []).length);
  return item('secrets', sum(copies), PRICES.secretsManager.secretMonth);
}

function calls(clients: readonly ClientSettings[], looks: number, rotations: number): CostItem {
  const perClient = looks / clients.length;
  const signing = clients.filter(({ grant }) => grant === 'assertion').length;
  const withSecret = clients.filter(({ grant }) => grant === 'client-secret').length;
  const ofSecrets = looks * SWEEP_CALLS + perClient * withSecret + rotations * ROTATION_CALLS;
  // Reading a secret decrypts it.
  const ofKeys = looks + perClient * signing + rotations * ROTATION_DECRYPTIONS;
  const signatures = sum(
    clients.map((client) => {
      if (client.grant !== 'assertion') return 0;
      const isCheap = rsaKeySize(client.assertion) === 2048;
      // One to issue, and one to revoke what was superseded.
      const count = (2 * MONTH_SECONDS) / client.rotateEvery.seconds;
      return count * (isCheap ? PRICES.kms.requests10k : PRICES.kms.otherSignatures10k);
    }),
  );
  const dollars = (ofSecrets * PRICES.secretsManager.calls10k + ofKeys * PRICES.kms.requests10k + signatures) / 10_000;
  return { what: 'calls', amount: `${Math.round(ofSecrets + ofKeys)} of Secrets Manager and KMS`, dollars };
}

function functions(
  { sweeps, looks, checks, rotations }: Readonly<Record<'sweeps' | 'looks' | 'checks' | 'rotations', number>>,
  { logRetentionDays }: Settings,
): CostItem {
  const { lambda, cloudWatch } = PRICES;
  const invocations = sweeps + rotations * 4;
  const ofSweeps = sweeps * SWEEP_SECONDS + looks * SWEEP_SECONDS_OF_CLIENT + checks * CHECK_SECONDS;
  const seconds = ofSweeps + rotations * ROTATION_SECONDS;
  const logGigabytes =
    (sweeps * SWEEP_LOG_BYTES + looks * CLIENT_LOG_BYTES + rotations * ROTATION_LOG_BYTES) / 1_000_000_000;
  const stored = (logGigabytes * logRetentionDays) / 30;
  const dollars =
    (invocations * lambda.requests1m) / 1_000_000 +
    seconds * FUNCTION_GIGABYTES * lambda.gigabyteSecond +
    logGigabytes * cloudWatch.logsIngestedGigabyte +
    stored * cloudWatch.logsStoredGigabyteMonth;
  return { what: 'functions', amount: `${Math.round(invocations)} invocations, and their logs`, dollars };
}

function metrics(settings: Settings, watched: Watched): CostItem {
  const count = metricCount(settings, watched);
  return { ...item('metrics', count, PRICES.cloudWatch.metricMonth), amount: String(Math.round(count)) };
}

function alarms(count: number, composites: number): CostItem {
  const { alarmMonth, compositeAlarmMonth } = PRICES.cloudWatch;
  return {
    what: 'alarms',
    amount: `${count}, and ${composites} of several`,
    dollars: count * alarmMonth + composites * compositeAlarmMonth,
  };
}

function item(what: string, count: number, price: number): CostItem {
  return { what, amount: String(count), dollars: count * price };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
