import { describe, expect, test } from '@jest/globals';
import { pointsIn } from '../../../sandbox/cloudwatch/embedded-metrics.ts';
import { functionPoints } from '../../../sandbox/cloudwatch/function-metrics.ts';
import { rulePoints } from '../../../sandbox/cloudwatch/rule-metrics.ts';

describe('a line of the embedded metric format', () => {
  const line = (more: object = {}, Dimensions = [['service']]) =>
    JSON.stringify({
      _aws: {
        Timestamp: 1000,
        CloudWatchMetrics: [{ Namespace: 'Stack', Dimensions, Metrics: [{ Name: 'Vended', Unit: 'Count' }] }],
      },
      service: 'vend',
      client: 'acme',
      Vended: 2,
      ...more,
    });
  const vended = { namespace: 'Stack', name: 'Vended', unit: 'Count', time: 1000 };

  test('is a value with its dimensions and time', () => {
    expect(pointsIn(line())).toEqual([{ ...vended, dimensions: { service: 'vend' }, value: 2 }]);
  });

  test('may have several values, and several sets of dimensions, each of which is another metric', () => {
    const points = pointsIn(line({ Vended: [1, 3] }, [['service'], ['service', 'client'], []]));
    const dimensionSets = [{ service: 'vend' }, { service: 'vend', client: 'acme' }, {}];
    expect(points).toEqual(
      dimensionSets.flatMap((dimensions) => [1, 3].map((value) => ({ ...vended, dimensions, value }))),
    );
  });

  test.each(['', 'no JSON "_aws"', '{"level":"INFO"}', '[]'])('is not %j', (text) => {
    expect(pointsIn(text)).toEqual([]);
  });
});

describe('Lambda tells of an invocation', () => {
  const report = { functionName: 'vend', alias: undefined, at: 1000, durationMs: 12.3456 };
  const told = (points: ReturnType<typeof functionPoints>, dimensions: object) =>
    points
      .filter((point) => JSON.stringify(point.dimensions) === JSON.stringify(dimensions))
      .map(({ name, value, unit }) => `${name} ${value} ${unit}`);

  test.each([
    ['succeeded', ['Invocations 1 Count', 'Errors 0 Count', 'Throttles 0 Count', 'Duration 12.35 Milliseconds']],
    ['failed', ['Invocations 1 Count', 'Errors 1 Count', 'Throttles 0 Count', 'Duration 12.35 Milliseconds']],
    ['throttled', ['Throttles 1 Count']],
  ] as const)('that %s', (outcome, expected) => {
    const points = functionPoints({ ...report, outcome });
    expect(told(points, { FunctionName: 'vend' })).toEqual(expected);
    expect(told(points, {})).toEqual(expected);
    expect(new Set(points.map(({ namespace, time }) => `${namespace} ${time}`))).toEqual(new Set(['AWS/Lambda 1000']));
  });

  test('also by the alias that was invoked', () => {
    const points = functionPoints({ ...report, alias: 'archive', outcome: 'succeeded' });
    expect(told(points, { FunctionName: 'vend', Resource: 'vend:archive' })).toHaveLength(4);
    expect(points).toHaveLength(12);
  });
});

test.each([
  [0, ['TriggeredRules sweep 1', 'TriggeredRules 1', 'Invocations sweep 1', 'Invocations 1']],
  [
    1,
    ['TriggeredRules sweep 1', 'TriggeredRules 1', 'Invocations sweep 1', 'Invocations 1', 'FailedInvocations sweep 1'],
  ],
])('EventBridge tells of a rule that ran with %i refused target', (failed, expected) => {
  const points = rulePoints({ ruleName: 'sweep', at: 1000, invocations: 1, failed });
  expect(points.map(({ name, dimensions, value }) => [name, ...Object.values(dimensions), value].join(' '))).toEqual(
    expected,
  );
});
