import type { ClientPlan } from '../client-plan.ts';
import { type Fault, type FaultPlan, FOR_EVER } from '../world/faults.ts';
import type { Act } from '../operator.ts';
import type { History } from '../run.ts';
import { START } from '../world/world.ts';
import { VENDING_SCENARIOS } from './vending-scenarios.ts';

const HOUR = 3600;
const MINUTE = 60;

/** When no sweep is at work: they come with every quarter of an hour. */
const SOON = HOUR + 2 * MINUTE;

const ACME: ClientPlan = {
  name: 'acme',
  grant: 'assertion',
  interval: { count: 30, unit: 'days' },
  graceSeconds: 20 * MINUTE,
};

interface Script {
  readonly client?: Partial<ClientPlan>;
  /** Seconds from the beginning, when the first rotation comes, and what a person does then. */
  readonly acts: readonly (readonly [number, Act])[];
  readonly faults?: readonly (Omit<FaultPlan, 'from' | 'skip' | 'times'> & {
    readonly from: number;
    readonly skip?: number;
    readonly times?: number;
  })[];
  readonly apiClock?: readonly { readonly from: number; readonly aheadSeconds: number }[];
  readonly hours?: number;
  readonly timeoutSeconds?: number;
  readonly leavesPending?: boolean;
  /** By which calls take their time: some defects need two of them in a certain order. */
  readonly seed?: number;
}

function history({
  client,
  acts,
  faults = [],
  apiClock = [],
  hours = 6,
  timeoutSeconds = 60,
  leavesPending = false,
  seed = 1,
}: Script): History {
  return {
    seed,
    clients: [{ ...ACME, ...client }],
    timeoutSeconds,
    leavesPending,
    outages: [],
    faults: faults.map(({ from, skip = 0, times = 1, ...rest }) => ({
      ...rest,
      skip,
      times,
      from: START + from * 1000,
    })),
    apiClock: apiClock.map(({ from, aheadSeconds }) => ({ from: START + from * 1000, aheadSeconds })),
    acts: acts.map(([at, act]) => ({ at, client: 0, act })),
    seconds: hours * HOUR,
  };
}

const MOVE = 'UpdateSecretVersionStage';

/** The same script with calls that take other times. */
function seeds(count: number, name: string, script: Script): Record<string, History> {
  const numbered = Array.from({ length: count }, (_, index) => index + 1);
  return Object.fromEntries(numbered.map((seed) => [`${name} (${seed})`, history({ ...script, seed })]));
}

/** The current value put again in another form, which a scheduled rotation supersedes; and once more, just before it. */
function handWritten(act: Act): Record<string, History> {
  const client = { graceSeconds: 2 * HOUR };
  return {
    [`somebody does this: ${act}`]: history({ client, acts: [[SOON, act]] }),
    [`somebody cancels rotation, and does this: ${act}`]: history({
      client,
      acts: [
        [SOON, 'cancel'],
        [SOON + 5, act],
        [HOUR * 8, 'resume'],
      ],
      hours: 16,
    }),
  };
}

/** Rotates every four hours; its tokens live for three days and some hours. */
const QUICK: Partial<ClientPlan> = { interval: { count: 4, unit: 'hours' } };

/** An API whose answers are always odd in one way, from the first rotation on. */
function always(fault: Fault, script: Partial<Script> = {}): History {
  return history({
    acts: [],
    hours: 80,
    ...script,
    client: { ...QUICK, ...script.client },
    faults: [{ from: 0, fault, times: FOR_EVER }],
  });
}

/** One token is superseded and cannot be revoked, until it expires: its labels go then, and not before. */
function unrevoked(script: Partial<Script> = {}): History {
  return history({
    acts: [
      [SOON, 'rotate'],
      [SOON + 5 * MINUTE, 'cancel'],
    ],
    hours: 78,
    ...script,
    // It expires at 77:33, three minutes after a sweep.
    client: { ...QUICK, graceSeconds: 33 * MINUTE, ...script.client },
    faults: [{ from: 0, fault: '401', operation: 'revoke', times: FOR_EVER }, ...(script.faults ?? [])],
  });
}

/** The current token is revoked at the API, and nobody here knows; also while something else is pending, or just after a rotation. */
const REVOKED_BEHIND_OUR_BACK: Readonly<Record<string, History>> = {
  ...Object.fromEntries(
    (['assertion', 'client-secret'] as const).map((grant) => [
      `the current token is revoked behind our back: ${grant}`,
      history({ client: { grant }, acts: [[SOON, 'revoke current at Click2Mail']], hours: 12 }),
    ]),
  ),
  'the current token is revoked behind our back, and one in grace renews it': history({
    client: { grant: 'short-term-token', graceSeconds: 4 * HOUR },
    acts: [
      [MINUTE, 'issue by otp'],
      [SOON, 'rotate'],
      [SOON + 5 * MINUTE, 'revoke current at Click2Mail'],
    ],
    hours: 12,
  }),
  ...Object.fromEntries(
    (['put text as pending', 'put copy as pending'] as const).map((act) => [
      `the current token is revoked behind our back, just after this: ${act}`,
      history({
        acts: [
          [SOON, act],
          [SOON + MINUTE, 'revoke current at Click2Mail'],
        ],
        hours: 12,
      }),
    ]),
  ),
};

/** Histories in which the promises are hard to keep: each is the downfall of a defect that is easily made. */
export const SCENARIOS: Readonly<Record<string, History>> = {
  ...REVOKED_BEHIND_OUR_BACK,
  'a copy of the current version is tested while the API refuses': history({
    acts: [[SOON, 'test only']],
    faults: [{ from: SOON, fault: '401', operation: 'exchange', times: 12 }],
  }),
  'the function dies while it gives a token up': history({
    acts: [[SOON, 'rotate']],
    faults: [
      { from: SOON, fault: '401', operation: 'exchange', times: 12 },
      { from: SOON, fault: 'killed before', operation: MOVE, skip: 3 },
    ],
  }),
  'somebody puts text under AWSPENDING': history({ acts: [[SOON, 'put text as pending']], hours: 48 }),
  'the function dies before it moves AWSCURRENT, just ahead of a sweep': history({
    acts: [[HOUR + 9.5 * MINUTE, 'rotate']],
    faults: [{ from: HOUR + 9.5 * MINUTE, fault: 'killed before', operation: MOVE, skip: 2 }],
  }),
  'a token is put by hand, and the rotation dies in the middle of superseding it': history({
    acts: [
      [SOON, 'put foreign token'],
      [SOON + MINUTE, 'rotate'],
    ],
    faults: [{ from: SOON + MINUTE, fault: 'killed before', operation: MOVE, skip: 3 }],
  }),
  'somebody rolls back while the sweep waits for its bearer': history({
    acts: [
      [SOON, 'rotate'],
      [HOUR + 30 * MINUTE + 25, 'roll back'],
    ],
    faults: [{ from: HOUR + 30 * MINUTE, fault: '429', operation: 'issue', times: 2 }],
  }),
  'an answer is lost, and two rotations follow at once': history({
    client: { graceSeconds: 0 },
    acts: [
      [SOON, 'rotate'],
      [SOON + 150, 'rotate'],
    ],
    faults: [{ from: SOON, fault: 'killed after', operation: 'issue' }],
  }),
  'finishSecret sleeps while another invocation gives its token up': history({
    client: { graceSeconds: 0 },
    timeoutSeconds: 900,
    acts: [
      [HOUR + 13 * MINUTE, 'rotate'],
      [HOUR + 14 * MINUTE, 'stray testSecret'],
    ],
    faults: [
      { from: HOUR + 13 * MINUTE, fault: 'stalled', operation: MOVE, skip: 1 },
      { from: HOUR + 14 * MINUTE, fault: '401', operation: 'exchange', times: 12 },
    ],
  }),
  'versions are pending when the sweep comes, again and again': history({
    acts: Array.from({ length: 18 }, (_, hour) => hour + 1).flatMap(
      (hour) =>
        [
          [hour * HOUR + 14 * MINUTE, 'put text as pending'],
          [hour * HOUR + 20 * MINUTE, 'take pending off'],
        ] as const,
    ),
    hours: 48,
  }),
  'the current version is copied, and the copy superseded': history({
    client: { graceSeconds: 2 * HOUR },
    acts: [
      [SOON, 'put copy of current'],
      [HOUR + 114 * MINUTE, 'rotate'],
    ],
  }),
  'rotation is cancelled': history({ acts: [[SOON, 'cancel']], hours: 24 }),
  'rotation is cancelled, and revocation ordered': history({
    acts: [
      [SOON, 'cancel'],
      [SOON + 5 * MINUTE, 'revoke now'],
    ],
  }),
  'finishSecret is invoked for a version that holds text': history({
    acts: [
      [SOON, 'put text as pending'],
      [SOON + 5, 'stray finishSecret'],
    ],
  }),
  'revocation is ordered': history({ client: { graceSeconds: 2 * HOUR }, acts: [[SOON, 'revoke now']] }),
  'somebody rolls back a rotation whose version kept AWSPENDING, and rotates': history({
    leavesPending: true,
    acts: [
      [SOON, 'rotate'],
      [SOON + 10 * MINUTE, 'roll back'],
      [SOON + 30 * MINUTE, 'rotate'],
    ],
  }),
  'finishSecret sleeps before it moves AWSCURRENT': history({
    timeoutSeconds: 900,
    acts: [[HOUR + 7 * MINUTE, 'rotate']],
    faults: [{ from: HOUR + 7 * MINUTE, fault: 'stalled', operation: MOVE, skip: 1 }],
  }),
  'sweep and finishSecret sleep while somebody rolls back': history({
    client: { graceSeconds: 118 * MINUTE },
    timeoutSeconds: 900,
    acts: [
      [HOUR + 13 * MINUTE, 'rotate'],
      [HOUR + 16 * MINUTE, 'roll back'],
      [HOUR + 17 * MINUTE, 'rotate'],
    ],
    faults: [
      { from: HOUR + 13 * MINUTE, fault: 'killed before', operation: MOVE, skip: 2 },
      { from: HOUR + 14.5 * MINUTE, fault: 'stalled', operation: MOVE },
      { from: HOUR + 16.5 * MINUTE, fault: 'stalled', operation: MOVE, skip: 1 },
    ],
  }),
  'finishSecret sleeps before it writes a due time, and its version is current and superseded again': history({
    client: { graceSeconds: 2 * HOUR },
    timeoutSeconds: 900,
    acts: [
      [HOUR + 12 * MINUTE, 'rotate'],
      [HOUR + 14 * MINUTE, 'roll back'],
      [HOUR + 15.5 * MINUTE, 'rotate'],
    ],
    faults: [{ from: HOUR + 12 * MINUTE, fault: 'stalled', operation: MOVE, skip: 2 }],
  }),
  'the current version is copied under AWSPENDING': history({
    client: { graceSeconds: 0 },
    acts: [[SOON, 'put copy as pending']],
    hours: 48,
  }),
  'the successor is ordered to be revoked before the first order is through': history({
    acts: [
      [SOON, 'revoke now'],
      [SOON + 5 * MINUTE, 'revoke named token now'],
    ],
    faults: [
      { from: SOON, fault: '500', operation: 'revoke', times: 6 },
      { from: SOON + 5 * MINUTE, fault: '500', operation: 'issue', times: 4 },
    ],
  }),
  'the due time is written while an order to revoke is carried out': history({
    client: { graceSeconds: 2 * HOUR },
    timeoutSeconds: 900,
    acts: [[SOON, 'revoke now']],
    faults: [{ from: SOON, fault: 'stalled', operation: MOVE, skip: 3, times: 2 }],
  }),
  'a sweep comes while an order replaces due times, and somebody rolls back': history({
    client: { graceSeconds: 6 * HOUR },
    acts: [
      [SOON, 'rotate'],
      [HOUR + 13 * MINUTE, 'revoke now'],
      [HOUR + 13 * MINUTE + 20, 'roll back'],
    ],
    faults: [{ from: HOUR + 13 * MINUTE, fault: 'stalled', operation: MOVE, skip: 5 }],
  }),
  'revocation is ordered, and its version put under AWSPENDING after a rollback': history({
    client: { graceSeconds: 6 * HOUR },
    acts: [
      [SOON, 'rotate'],
      [HOUR + 13 * MINUTE, 'revoke now'],
      [HOUR + 20 * MINUTE, 'roll back'],
      [HOUR + 22 * MINUTE, 'move pending'],
    ],
    faults: [{ from: HOUR + 13 * MINUTE, fault: '500', service: 'click2mail', times: 12 }],
  }),
  'the revocation of what was rolled back is ordered, and it kept AWSPENDING': history({
    client: { graceSeconds: 6 * HOUR },
    leavesPending: true,
    acts: [
      [SOON, 'rotate'],
      [HOUR + 13 * MINUTE, 'roll back'],
      [HOUR + 13 * MINUTE + 20, 'revoke former token now'],
    ],
    hours: 8,
  }),
  'the revocation of a superseded token is ordered twice in the same second': history({
    client: { graceSeconds: 6 * HOUR },
    acts: [
      [SOON, 'rotate'],
      [HOUR + 13 * MINUTE, 'revoke former token now'],
      [HOUR + 13 * MINUTE, 'revoke former token now'],
    ],
  }),
  'revocation is ordered of a token whose id the API does not know': history({
    client: { graceSeconds: 6 * HOUR },
    acts: [[SOON, 'revoke now']],
    faults: [{ from: SOON, fault: '404', operation: 'revoke' }],
  }),
  'revocation is ordered, and its version cannot be read for a moment': history({
    client: { graceSeconds: 6 * HOUR },
    acts: [[SOON, 'revoke now']],
    faults: [
      { from: SOON, fault: 'killed before', operation: 'RotateSecret' },
      { from: SOON + 20 * MINUTE, fault: '401', operation: 'GetSecretValue', skip: 1, times: 4 },
      { from: SOON + 20 * MINUTE, fault: 'truncated body', operation: MOVE, times: 2 },
    ],
  }),
  'a token by hand is current, and a version cannot be read': history({
    client: { graceSeconds: 20 * MINUTE },
    acts: [
      [SOON - 1, 'lose the key of the current version'],
      [SOON, 'rotate'],
      [SOON + HOUR, 'put foreign token without its id'],
      [SOON + HOUR + 1, 'rotate'],
    ],
  }),
  'an order to give a token up is delivered twice': history({
    acts: [[SOON, 'revoke even without successor']],
    faults: [{ from: SOON, fault: 'duplicate invocation' }],
  }),
  'the current token is revoked at Click2Mail': history({ acts: [[SOON, 'revoke current at Click2Mail']], hours: 48 }),
  'revocation is ordered while the API is down': history({
    acts: [[SOON, 'revoke even without successor']],
    faults: [{ from: SOON, fault: '500', service: 'click2mail', times: 12 }],
  }),
  ...seeds(5, 'a token is given up, swept and ordered to be revoked while its finishSecret sleeps', {
    client: { graceSeconds: 6 * HOUR },
    timeoutSeconds: 900,
    acts: [
      [SOON, 'revoke now'],
      [HOUR + 12 * MINUTE + 10, 'rotate'],
      [HOUR + 14 * MINUTE + 30, 'revoke now'],
    ],
    faults: [
      { from: SOON, fault: '500', operation: 'revoke', times: 6 },
      { from: HOUR + 12 * MINUTE + 10, fault: 'stalled', operation: MOVE, skip: 1 },
      { from: HOUR + 14 * MINUTE + 29, fault: '500', operation: 'exchange', times: 12 },
    ],
  }),
  ...seeds(5, 'a token is given up while its finishSecret sleeps, promoted, superseded and ordered to be revoked', {
    client: { graceSeconds: 6 * HOUR },
    timeoutSeconds: 900,
    acts: [
      [HOUR + 13 * MINUTE, 'rotate'],
      [HOUR + 14 * MINUTE, 'stray testSecret'],
      [HOUR + 40 * MINUTE, 'rotate'],
      [HOUR + 55 * MINUTE, 'revoke now'],
    ],
    faults: [
      { from: HOUR + 13 * MINUTE, fault: 'stalled', operation: MOVE, skip: 1 },
      { from: HOUR + 14 * MINUTE, fault: '401', operation: 'exchange', times: 12 },
    ],
  }),
  ...seeds(3, 'AWSPENDING is taken off while finishSecret sleeps, and another token ordered to be revoked', {
    client: { graceSeconds: 6 * HOUR },
    timeoutSeconds: 900,
    acts: [
      [SOON, 'revoke now'],
      [HOUR + 12 * MINUTE + 10, 'rotate'],
      [HOUR + 13 * MINUTE, 'take pending off'],
    ],
    faults: [
      { from: SOON, fault: '500', operation: 'revoke', times: 9 },
      { from: HOUR + 12 * MINUTE + 10, fault: 'stalled', operation: MOVE, skip: 1 },
    ],
  }),
  'a token is promoted and superseded while a testSecret sleeps that gives it up': history({
    client: { graceSeconds: 2 * HOUR },
    timeoutSeconds: 900,
    acts: [
      [HOUR + 16 * MINUTE, 'rotate'],
      [HOUR + 17 * MINUTE, 'stray testSecret'],
      [HOUR + 20.4 * MINUTE, 'rotate'],
    ],
    faults: [
      { from: HOUR + 16 * MINUTE, fault: 'stalled', operation: MOVE, skip: 1 },
      { from: HOUR + 17 * MINUTE, fault: '401', operation: 'exchange', times: 4 },
      { from: HOUR + 17 * MINUTE, fault: 'stalled', operation: MOVE },
      { from: HOUR + 20.4 * MINUTE, fault: 'killed before', operation: MOVE, skip: 2 },
    ],
  }),
  'the sweep dies while it reports a token whose answer never came': history({
    client: { graceSeconds: 2 * HOUR },
    acts: [[SOON, 'rotate']],
    faults: [
      { from: SOON, fault: 'answer lost', operation: 'issue' },
      { from: HOUR + 20 * MINUTE, fault: 'killed after', operation: MOVE, skip: 1 },
    ],
  }),
  'AWSPENDING is put on a version whose revocation is under way': history({
    acts: [
      [SOON, 'revoke now'],
      [SOON + 2 * MINUTE, 'rotate to the former version'],
    ],
    faults: [{ from: SOON, fault: 'stalled', operation: 'revoke' }],
  }),
  'one superseded version cannot be read': history({
    acts: [
      [SOON, 'rotate'],
      [SOON + 5 * MINUTE, 'lose the key of a former version'],
      [SOON + 30 * MINUTE, 'rotate'],
      [3 * HOUR, 'rotate'],
    ],
    hours: 48,
  }),
  'the current version cannot be read, and a copy of its token is due': history({
    acts: [
      [SOON, 'put current as bare token'],
      [SOON + MINUTE, 'lose the key of the current version'],
    ],
    hours: 8,
  }),
  'the current version of a grant that renews itself cannot be read any more': history({
    client: { grant: 'short-term-token', interval: { count: 12, unit: 'hours' } },
    acts: [
      [60, 'issue by otp'],
      [SOON, 'lose the key of the current version'],
    ],
    hours: 90,
  }),
  'a version in grace cannot be read, and a copy of its token is due': history({
    client: { graceSeconds: 12 * HOUR },
    acts: [
      [SOON, 'put copy of current'],
      [12 * HOUR, 'rotate'],
      [12 * HOUR + 5 * MINUTE, 'lose the key of a former version'],
    ],
    hours: 30,
  }),
  ...handWritten('put current with a byte-order mark'),
  ...handWritten('put current as bare token'),
  ...handWritten('put current in other JSON'),
  'somebody writes a token without its id': history({
    acts: [[SOON, 'put foreign token without its id']],
    hours: 24,
  }),
  'somebody writes a token without its id while rotation is cancelled, and rolls back': history({
    acts: [
      [SOON, 'cancel'],
      [SOON + MINUTE, 'put foreign token without its id'],
      [HOUR + 32 * MINUTE, 'roll back'],
    ],
  }),
  'all labels are used up when a token is given up': history({
    acts: [
      [SOON, 'rotate'],
      [SOON + 20, 'use all labels up'],
      // The sweep's questions are refused, too, until nothing is left of the fault.
      [40 * HOUR, 'free labels'],
    ],
    faults: [
      { from: SOON, fault: 'stalled', operation: 'exchange' },
      { from: SOON + 30, fault: '401', operation: 'exchange', times: 40 },
    ],
    hours: 72,
  }),
  'revocation is ordered five times at once, and no token named': history({
    client: { graceSeconds: 2 * HOUR },
    acts: Array.from({ length: 5 }, (_, index) => [SOON + 2 * index, 'revoke now'] as const),
  }),
  'the API answers without the id of the token': history({
    acts: [[SOON, 'rotate']],
    faults: [{ from: SOON, fault: 'without an id', operation: 'issue' }],
  }),
  'every token works seconds late': always('late token'),
  'every token works seconds late, for a grant that renews itself': always('late token', {
    client: { grant: 'short-term-token' },
    acts: [[60, 'issue by otp']],
  }),
  'every token lives longer than was asked for': always('longer life'),
  'a token works later than anybody waits for': history({
    acts: [[SOON, 'rotate']],
    faults: [{ from: SOON, fault: 'too late token', operation: 'issue' }],
  }),
  'the API grants less than was asked for, for a while': history({
    client: QUICK,
    acts: [],
    faults: [{ from: 0, fault: 'shorter life', operation: 'issue', times: 6 }],
    hours: 80,
  }),
  'a gateway gives up waiting while the API issues': history({
    acts: [[SOON, 'rotate']],
    faults: [{ from: SOON, fault: '408 after acting', operation: 'issue' }],
  }),
  ...seeds(2, 'a gateway gives up waiting while the API revokes', {
    acts: [[SOON, 'rotate']],
    faults: [
      { from: SOON, fault: '408 after acting', operation: 'revoke', times: 2 },
      { from: SOON, fault: '50x after acting', operation: 'exchange', times: 2 },
    ],
  }),
  "a gateway's page says that there is no such token": history({
    acts: [[SOON, 'rotate']],
    faults: [{ from: SOON, fault: '404', operation: 'revoke', times: 3 }],
  }),
  "a gateway's page says so, and then the API does not find the token for a moment": history({
    acts: [[SOON, 'rotate']],
    faults: [
      { from: SOON, fault: '404', operation: 'revoke' },
      { from: SOON + 10 * MINUTE, fault: '401', operation: 'exchange' },
    ],
  }),
  "the API's clock is five minutes ahead": history({
    client: QUICK,
    acts: [],
    apiClock: [{ from: 0, aheadSeconds: 300 }],
  }),
  "the API's clock is corrected again and again": history({
    client: QUICK,
    acts: [],
    apiClock: Array.from({ length: 20 }, (_, index) => ({
      from: index * 4 * HOUR,
      aheadSeconds: index % 2 === 0 ? 140 : -140,
    })),
    hours: 80,
  }),
  'no superseded token can be revoked until it expires': unrevoked(),
  "no token can be revoked, and the API's clock, which it does not tell, is behind": unrevoked({
    client: { grant: 'client-secret' },
    faults: [{ from: 0, fault: 'without a date', operation: 'issue', times: FOR_EVER }],
    apiClock: [{ from: 0, aheadSeconds: -20 * MINUTE }],
  }),
  'the API refuses every revocation for a while': history({
    acts: [[SOON, 'rotate']],
    faults: [{ from: SOON, fault: '401', operation: 'revoke', times: 40 }],
  }),
  ...VENDING_SCENARIOS,
};
