import { randomUUID } from 'node:crypto';
import type { FaultOrder } from '../../sandbox/faults.ts';
import type { AlarmSituation } from './alarm-situation.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const ALWAYS = 1_000_000;

/** For every kind of alarm, a situation in which it has to be in ALARM, and no other way to get there but the sandbox. */
export const SCENARIOS: Readonly<Record<string, (on: AlarmSituation) => Promise<void>>> = {
  'rotation-failed': async (on) => {
    on.client('acme').fault({ ...refused('secretsmanager', 'DescribeSecret'), times: ALWAYS });
    await on.client('acme').rotate();
    // The first repetition.
    await on.pass(2 * MINUTE);
  },
  'trouble-of-ours': (on) => SCENARIOS['rotation-failed']!(on),
  'api-unavailable': async (on) => {
    on.fault({ kind: 'refuse', status: 503, service: 'click2mail', operation: 'issueLongTermToken' });
    await on.client('acme').rotate();
  },
  'trouble-of-the-api': async (on) => {
    on.fault({ kind: 'refuse', status: 503, service: 'click2mail', operation: 'issueLongTermToken', times: ALWAYS });
    await on.client('acme').rotate();
    await on.pass(2 * MINUTE);
  },
  'clients-failed': async (on) => {
    on.fault({ ...refused('secretsmanager', 'DescribeSecret', 500), functionName: on.sweep.name, times: ALWAYS });
    await on.sweeps(2);
  },
  // CloudWatch looks at two periods more than the alarm's three before it takes data for missing.
  'sweep-silent': (on) => on.pass(5 * 15 * MINUTE),
  'sweep-not-started': async (on) => {
    const { lambda } = on.running.sandbox;
    const [permission] = lambda.permissionsOf(on.sweep.name).filter(({ principal }) => principal.startsWith('events.'));
    if (permission === undefined) throw new Error('EventBridge may not invoke the sweep.');
    lambda.removePermission(on.sweep.name, permission.statementId);
    on.sweep.resumeSchedule();
    await on.pass(16 * MINUTE);
    on.afterwards(async () => {
      on.sweep.pauseSchedule();
      lambda.addPermission(on.sweep.name, permission);
    });
  },
  'rotation-stuck': async (on) => {
    on.client('acme').fault({ ...refused('secretsmanager', 'DescribeSecret'), times: ALWAYS });
    await on.client('acme').rotate();
    await on.sweeps(1);
    await on.pass(6 * HOUR);
    await on.sweeps(1);
  },
  'rotation-switched-off': async (on) => {
    await on.client('acme').administrate('CancelRotateSecret', {});
    await on.sweeps(1);
    on.afterwards(() => on.client('acme').rotate());
  },
  'token-dead': async (on) => {
    const acme = on.client('acme');
    on.fault({ ...refused('click2mail', 'issueLongTermToken'), times: ALWAYS });
    on.running.sandbox.api.revokeOutOfBand(acme.tokenIdOf(acme.versionWith('AWSCURRENT') ?? '') ?? '');
    // It is asked about once an hour.
    for (let count = 0; count < 5 && acme.ledger('dead').length === 0; count += 1) await on.sweeps(1);
  },
  'unaccounted-token': async (on) => {
    on.fault({ kind: 'lose-answer', service: 'click2mail', operation: 'issueLongTermToken' });
    await on.client('acme').rotate();
    await on.pass(21 * MINUTE);
    await on.sweeps(1);
  },
  'clients-left-over': async (on) => {
    const hurried = on.copyOf(on.sweep.name, 'hurried', { timeoutSeconds: 40 });
    await on.invoke(hurried, {});
    await on.pass(15 * MINUTE);
    await on.invoke(hurried, {});
  },
  'signing-key-unusable': async (on) => {
    await on.administrateKey('DisableKey');
    await on.sweeps(1);
    on.afterwards(() => on.administrateKey('EnableKey'));
  },
  'api-refuses': async (on) => {
    on.fault({ ...refused('click2mail', 'issueLongTermToken'), times: ALWAYS });
    await on.client('acme').rotate();
    await on.pass(20 * MINUTE);
  },
  'denied-calls': async (on) => {
    on.client('acme').fault(refused('kms', 'Sign'));
    await on.client('acme').rotate();
  },
  'clock-drift': async (on) => {
    const client = on.client('acme');
    const versionId = await client.stage();
    // Read before anything else runs: the function's own machine is 45 seconds slow.
    const slow = 'data:text/javascript,const%20now=Date.now;Date.now=()=>now()-45000';
    const behind = on.copyOf(client.functionName, 'behind', { environment: { NODE_OPTIONS: `--import=${slow}` } });
    const event = { Step: 'createSecret', SecretId: client.secretArn, ClientRequestToken: versionId };
    await on.invoke(behind, { ...event, RotationToken: randomUUID() });
  },
  'vend-failed': async (on) => {
    // What is kept from before is used up.
    await on.pass(20 * MINUTE);
    on.fault({ kind: 'refuse', status: 503, service: 'click2mail', operation: 'issueShortTermToken', times: 3 });
    await on.vend();
  },
  'vend-errors': async (on) => {
    for (let count = 0; count < 5; count += 1) await on.vend({ scopes: ['jobs:read'] });
  },
  'vend-throttled': async (on) => {
    await on.pass(20 * MINUTE);
    on.fault({ kind: 'delay', seconds: 0.3, service: 'click2mail', operation: 'issueShortTermToken' });
    await Promise.all([on.vend(), on.vend()]);
  },
  'vend-slow': async (on) => {
    await on.pass(20 * MINUTE);
    on.fault({ kind: 'delay', seconds: 5.2, service: 'click2mail', operation: 'issueShortTermToken' });
    await on.vend();
  },
  'revocation-overdue': async (on) => {
    for (const name of on.clientNames) await on.client(name).rotate();
    on.fault({ ...refused('click2mail', 'issueLongTermToken'), functionName: on.sweep.name, times: ALWAYS });
    await on.pass(2 * HOUR);
    await on.sweeps(2);
  },
  'token-expiring': async (on) => {
    on.fault({ ...refused('secretsmanager', 'DescribeSecret'), times: ALWAYS });
    await on.pass(32 * DAY);
    on.clearFaults();
    // Every rotation that the sweep starts fails, too.
    on.fault({ ...refused('click2mail', 'issueLongTermToken'), times: ALWAYS });
    await on.sweeps(2);
  },
  'client-secret-stale': async (on) => {
    for (const name of on.clientNames) await on.client(name).administrate('CancelRotateSecret', {});
    await on.pass(366 * DAY);
    await on.sweeps(1);
  },
};

function refused(service: NonNullable<FaultOrder['service']>, operation: string, status = 403): FaultOrder {
  return { kind: 'refuse', status, service, operation };
}
