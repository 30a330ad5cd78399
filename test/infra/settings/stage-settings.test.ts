import { describe, expect, test } from '@jest/globals';
import { settingsOfStage } from '../../../infra/settings/stage.ts';

const context = {
  stackName: 'Base',
  tags: { team: 'mail', cost: '7' },
  clients: { acme: { clientId: 'a', scopes: ['x:y', 'x:z'] }, beta: { clientId: 'b' } },
  stages: {
    prod: {
      account: '111122223333',
      tags: { cost: '9' },
      clients: { acme: { scopes: ['x:y'] }, gamma: { clientId: 'g' } },
    },
    test: { stackName: null, clients: { beta: null } },
  },
};

describe('a stage', () => {
  test('is laid over the other settings, objects key by key and lists as a whole', () => {
    expect(settingsOfStage(context, 'prod')).toEqual({
      stackName: 'Base',
      account: '111122223333',
      tags: { team: 'mail', cost: '9' },
      clients: { acme: { clientId: 'a', scopes: ['x:y'] }, beta: { clientId: 'b' }, gamma: { clientId: 'g' } },
    });
  });

  test('takes away what it sets to null', () => {
    expect(settingsOfStage(context, 'test')).toEqual({
      tags: { team: 'mail', cost: '7' },
      clients: { acme: { clientId: 'a', scopes: ['x:y', 'x:z'] } },
    });
  });

  test.each(['qa', 'constructor', 7])('that is not there is refused: %s', (stage) => {
    expect(() => settingsOfStage(context, stage)).toThrow(
      `click2mail.stages: has no stage ${String(stage)}; there are: prod, test`,
    );
  });

  test('is refused when there are none', () => {
    expect(() => settingsOfStage({ clients: {} }, 'prod')).toThrow('has no stage prod; there are: none');
    expect(() => settingsOfStage({ stages: [] }, undefined)).toThrow('click2mail.stages: must be an object');
  });

  test('cannot reach what objects inherit', () => {
    const hostile = JSON.parse('{"stages":{"prod":{"__proto__":{"polluted":true},"clients":{}}}}') as unknown;
    settingsOfStage(hostile, 'prod');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('without a stage, the settings outside of the stages hold', () => {
  const { stages: _, ...base } = context;
  expect(settingsOfStage(context, undefined)).toEqual(base);
  expect(settingsOfStage(undefined, undefined)).toBeUndefined();
});
