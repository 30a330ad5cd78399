import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { cdkContext, resources, synthesise } from '../synthesised-stack.ts';

const STACK = 'Click2MailTokenRotation';
const ALARM = 'AWS::CloudWatch::Alarm';
const TOPIC = 'arn:aws:sns:eu-central-1:111122223333:on-call';

const { click2mail } = cdkContext;
const full = synthesise({ ...click2mail, monitoring: 'full' });
const essential = synthesise({ ...click2mail, monitoring: 'essential', alarms: { topicArn: TOPIC } });
const none = synthesise({ ...click2mail, monitoring: 'none' });

type Template = typeof full;

const ofType = (template: Template, type: string) => resources(template).filter(({ Type }) => Type === type);
const page = (name: string) => readFileSync(join(import.meta.dirname, '../../../docs', name), 'utf8');
const variablesOf = (template: Template) =>
  ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => Properties.Environment.Variables['MONITORING']);
const idsOf = (template: Template, types: RegExp) =>
  resources(template)
    .filter(({ Type }) => types.test(Type))
    .map(({ id }) => id)
    .toSorted();

test('all is watched when nothing is said, and the functions need not be told', () => {
  expect(full.toJSON()).toEqual(synthesise(click2mail).toJSON());
  expect(new Set(variablesOf(full))).toEqual(new Set([undefined]));
});

describe('essential', () => {
  test('keeps the alarms that wake somebody, one for the whole stack each', () => {
    const names = ofType(essential, ALARM).map(({ Properties }) => Properties['AlarmName']);
    const kinds = [
      'clients-failed',
      'rotation-stuck',
      'signing-key-unusable',
      'sweep-silent',
      'token-dead',
      'token-expiring',
      'unaccounted-token',
      'vend-errors',
      'vend-failed',
      'vend-throttled',
    ];
    expect(names.toSorted()).toEqual(kinds.map((kind) => `${STACK}/${kind}`));
  });

  test('keeps those that docs/operations.md lists, on metrics that docs/design.md lists', () => {
    const [, section = ''] = page('operations.md').split(/^### Which alarms there are$/m);
    const [table = ''] = section.split(/^###/m);
    const listed = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) =>
      cell.replaceAll('`', '').split(', '),
    );
    const alarms = ofType(essential, ALARM).map(({ Properties }) => Properties);
    expect(listed.toSorted()).toEqual(alarms.map((one) => String(one['AlarmName']).split('/').at(-1)).toSorted());
    for (const one of alarms.filter(({ Namespace }) => Namespace === STACK)) {
      expect(page('design.md')).toContain(`\`${String(one['MetricName'])}\``);
    }
  });

  test('has each alarm tell by itself, because nothing that costs more is there to do it', () => {
    for (const { Properties } of ofType(essential, ALARM)) {
      expect([Properties['AlarmActions'], Properties['OKActions']]).toEqual([[TOPIC], [TOPIC]]);
    }
    expect(idsOf(essential, /CompositeAlarm|Dashboard/)).toEqual([]);
  });

  test('takes silence of the sweep for good news, but where it is the bad news itself', () => {
    const missing = new Map(
      ofType(essential, ALARM).map(({ Properties }) => [
        String(Properties['AlarmName']).split('/').at(-1),
        Properties['TreatMissingData'],
      ]),
    );
    expect(missing.get('sweep-silent')).toBe('breaching');
    // Written each time, so that the sweep's silence says nothing of it.
    expect(missing.get('clients-failed')).toBe('ignore');
    for (const kind of ['token-dead', 'token-expiring', 'rotation-stuck', 'unaccounted-token', 'vend-failed']) {
      expect([kind, missing.get(kind)]).toEqual([kind, 'notBreaching']);
    }
  });

  test('leaves an alarm where it is, so that another level replaces none', () => {
    const own = ['TokenDead', 'SweepSilent', 'ClientsFailed', 'VendFailed'];
    const ids = idsOf(full, /Alarm$/).filter((id) => own.some((name) => id.includes(name)));
    expect(ids).toHaveLength(own.length);
    expect(idsOf(essential, /Alarm$/)).toEqual(expect.arrayContaining(ids));
  });
});

test('none has no alarm, no dashboard and no topic', () => {
  expect(idsOf(none, /CloudWatch|SNS/)).toEqual([]);
});

test.each([
  ['essential', essential],
  ['none', none],
])('%s differs from full in what watches alone, and every function is told of it', (level, template) => {
  const watching = /CloudWatch|SNS/;
  const others = (one: Template) =>
    resources(one)
      .filter(({ Type }) => !watching.test(Type))
      .map(({ id }) => id)
      .toSorted();
  expect(others(template)).toEqual(others(full));
  expect(new Set(variablesOf(template))).toEqual(new Set([level]));
});
