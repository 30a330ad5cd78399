import { describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  acmeWith,
  cdkContext,
  resource,
  resources,
  synthesise,
  synthesiseAll,
  type Json,
} from '../synthesised-stack.ts';
import { searchesIn } from './search-expression.ts';

/** The dashboard's JSON, with the names of resources in the place of references. */
function bodyOf(template: Template): unknown {
  const { DashboardBody } = resource(template, 'AWS::CloudWatch::Dashboard').Properties;
  const [, parts] = (DashboardBody as { 'Fn::Join': [string, (string | Json)[]] })['Fn::Join'];
  const text = parts.map((part) => (typeof part === 'string' ? part : String(Object.values(part).flat()[0]))).join('');
  return JSON.parse(text);
}

/** Every text in it, at whatever depth. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

describe('the dashboard', () => {
  test('is one, and the same for one client and for ten, because it finds them by a search', () => {
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`client-${index}`, acmeWith()]));
    const [ofTen, ofOne] = [ten, { acme: acmeWith() }].map((clients) => bodyOf(synthesise({ clients })));
    expect(ofTen).toEqual(ofOne);
  });

  test('adds up what is written one by one, and shows the most that a sweep found of the rest', () => {
    const body = JSON.stringify(bodyOf(synthesise(cdkContext.click2mail)));
    const statisticOf = (name: string) => new RegExp(`"${name}"[^{}]*{[^{}]*"stat":"(\\w+)"`).exec(body)?.[1] ?? '';
    for (const name of ['RevokedTokens', 'StartedRotations', 'UnaccountedTokens', 'ReleasedRotations']) {
      expect([name, statisticOf(name)]).toEqual([name, 'Sum']);
    }
    for (const name of ['DueTokens', 'RotationsSwitchedOff', 'FailedClients', 'ClientsLeftOver']) {
      expect([name, statisticOf(name)]).toEqual([name, 'Maximum']);
    }
  });
});

describe('every SEARCH of a template is one that CloudWatch understands', () => {
  const spread = { ...cdkContext.click2mail, stacks: 2 };
  const stacks = new Map([
    ...synthesiseAll(spread),
    ...synthesiseAll({ ...spread, stackName: 'mail-tokens-2026' }),
    ...synthesiseAll({ ...cdkContext.click2mail, stackName: 'M' }),
  ]);

  test.each([...stacks])(
    'of the stack %s, where it finds what the alarms of the clients watch',
    (stackName, template) => {
      const others = resources(template).filter(({ Type }) => Type !== 'AWS::CloudWatch::Dashboard');
      const texts = textsIn([others, bodyOf(template)]).filter((text) => text.includes('SEARCH'));
      const searches = texts.flatMap((text) => searchesIn(text));
      const watched = resources(template).flatMap(({ Type, Properties }) => {
        const dimensions = (Properties['Dimensions'] ?? []) as { readonly Name: string }[];
        if (Type !== 'AWS::CloudWatch::Alarm' || !dimensions.some(({ Name }) => Name === 'client')) return [];
        const names = dimensions.map(({ Name }) => Name).toSorted();
        return [JSON.stringify([Properties['Namespace'], names, Properties['MetricName'], Properties['Statistic']])];
      });
      const found = searches.map(({ namespace, dimensions, properties, statistic }) => {
        const [metric] = properties.flatMap(({ name, value, isExact }) =>
          name === 'MetricName' && isExact ? [value] : [],
        );
        return JSON.stringify([namespace, dimensions.toSorted(), metric, statistic]);
      });
      expect(found.toSorted()).toEqual([...new Set(watched)].toSorted());
      expect(new Set(searches.map(({ namespace }) => namespace))).toEqual(new Set([stackName]));
    },
  );

  test('of five stacks, some of whose names have a hyphen', () => {
    expect([...stacks.keys()]).toEqual([
      'Click2MailTokenRotation',
      'Click2MailTokenRotation-2',
      'mail-tokens-2026',
      'mail-tokens-2026-2',
      'M',
    ]);
  });
});
