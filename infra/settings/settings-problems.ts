import type { Monitoring } from '../../functions/lambda/monitoring.ts';
import type { AlarmSettings } from './alarms.ts';
import { type AssertionSettings, rsaKeySize } from './assertion.ts';
import { arnParts } from './aws-arn.ts';
import { checkIntervalProblem } from './check-interval.ts';
import { tokenSecretName } from './client-names.ts';
import type { ClientSettings } from './client.ts';
import { consumerProblems, type ConsumerSettings } from './consumer.ts';
import type { Problem } from './problem.ts';

interface CheckedSettings {
  readonly account?: string;
  readonly region?: string;
  readonly namePrefix: string;
  readonly stacks: number;
  readonly signingKeys: 'per-client' | 'shared';
  readonly sweepEvery: number;
  readonly checkEvery: number;
  readonly monitoring: Monitoring;
  readonly alarms: AlarmSettings;
  readonly replicaRegions: readonly { readonly region: string; readonly keyArn?: string }[];
  readonly clients: Readonly<Record<string, ClientSettings>>;
  readonly consumers: Readonly<Record<string, ConsumerSettings>>;
}

/** What cannot be used together, over all clients. */
export function settingsProblems(settings: CheckedSettings): readonly Problem[] {
  const clients = Object.entries(settings.clients);
  return [
    ...clients.flatMap(([name, client]) => [...problemsOfClient(name, client, settings)]),
    ...Object.entries(settings.consumers).flatMap(([name, consumer]) =>
      consumerProblems(name, consumer, settings.clients),
    ),
    ...sharedKeyProblems(settings),
    ...replicaProblems(settings),
    ...checkProblems(settings),
    ...alarmProblems(settings),
  ];
}

function checkProblems({ checkEvery, sweepEvery }: CheckedSettings): Problem[] {
  const message = checkIntervalProblem(checkEvery, sweepEvery);
  return message === undefined ? [] : [{ path: ['checkEvery'], message }];
}

/** Whoever waits for an alarm is to hear that none will come. */
function alarmProblems({ monitoring, alarms }: CheckedSettings): Problem[] {
  if (monitoring !== 'none' || Object.keys(alarms).length === 0) return [];
  return [{ path: ['alarms'], message: 'tells nobody: monitoring is none, so there are no alarms' }];
}

function* problemsOfClient(name: string, client: ClientSettings, settings: CheckedSettings): Iterable<Problem> {
  const path = (setting: string) => ['clients', name, setting];
  // The name alone was looked at, but a prefix that ends in a hyphen and so on makes the same of a short name.
  if (/-.{6}$/.test(tokenSecretName(settings.namePrefix, name))) {
    yield {
      path: ['clients', name],
      message:
        'with this namePrefix is the name of a secret that ends in a hyphen and six characters, which Secrets Manager takes for the end of an ARN',
    };
  }
  if (client.stack !== undefined && client.stack > settings.stacks) {
    yield { path: path('stack'), message: `is not the number of a stack: the setting stacks is ${settings.stacks}` };
  }
  for (const setting of ['existingSecret', 'existingSecretKeyArn', 'existingKeyArn'] as const) {
    const arn = client[setting];
    if (arn === undefined) continue;
    const { account, region } = arnParts(arn);
    if ((settings.account ?? account) !== account || (settings.region ?? region) !== region) {
      yield { path: path(setting), message: 'is not in the account and region of the stack' };
    }
  }
}

/**
 * A key's policy lets it sign in one algorithm, so whoever shares the key shares the algorithm. Which of two keys signs is
 * for each client to say.
 */
function sharedKeyProblems({ signingKeys, clients }: CheckedSettings): Problem[] {
  if (signingKeys === 'per-client') return [];
  const sharing = Object.entries(clients).flatMap(([name, client]) =>
    client.grant === 'assertion' && client.existingKeyArn === undefined
      ? [{ name, keys: kindOfKeys(client.assertion) }]
      : [],
  );
  const [first] = sharing;
  const adopted = Object.entries(clients).flatMap(([name, client]) =>
    client.grant === 'assertion' && client.existingKeyArn !== undefined && client.assertion.keySlots.includes('b')
      ? [name]
      : [],
  );
  return [
    ...sharing
      .filter(({ keys }) => keys !== first?.keys)
      .map(({ name }) => ({
        path: ['clients', name, 'assertion'],
        message: `has another algorithm, keySize or keySlots than ${first?.name}, but signingKeys says that they share a key`,
      })),
    ...adopted.map((name) => ({
      path: ['clients', name, 'assertion'],
      message: 'has a slot b beside an existingKeyArn, but signingKeys says that keys are shared',
    })),
  ];
}

/** The same for clients whose keys are of one kind, however much of it is left to the defaults. */
function kindOfKeys(assertion: AssertionSettings): string {
  const { algorithm, keySlots } = assertion;
  return [algorithm, rsaKeySize(assertion), ...keySlots.toSorted()].join();
}

function replicaProblems({ region, replicaRegions }: CheckedSettings): Problem[] {
  const regions = replicaRegions.map((replica) => replica.region);
  return replicaRegions.flatMap((replica, index) => {
    const path = ['replicaRegions', String(index)];
    if (replica.region === region) return [{ path, message: "is the stack's own region" }];
    if (regions.indexOf(replica.region) < index) return [{ path, message: 'names a region twice' }];
    if (replica.keyArn !== undefined && arnParts(replica.keyArn).region !== replica.region) {
      return [{ path: [...path, 'keyArn'], message: 'is a key of another region' }];
    }
    return [];
  });
}
