import { describe, expect, test } from '@jest/globals';
import { Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Grant, NameTaken } from '../../../infra/index.ts';
import { acme, ownApp, rotationIn, THREE_CLIENTS } from './own-app.ts';

const HERE = { account: '111122223333', region: 'eu-central-1' };
const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const secretOf = (n: number) => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/token${n}-Ab12Cd`;
const adopted = (n: number, grant: Grant) => acme({ existingSecret: secretOf(n), grant });
const with2 = (first: object = {}, second: object = {}) =>
  [
    { clients: { acme: acme() }, ...first },
    { clients: { acme: acme() }, ...second },
  ] as const;

describe('two rotations that would make the same are refused', () => {
  test.each([
    [
      'a secret',
      with2({}, {}),
      'the secret click2mail/acme is made by Mail/One already. Give one of them another namePrefix.',
    ],
    [
      'an adopted secret',
      with2(
        ...[1, 2].map((n) => ({
          namePrefix: `mail${n}`,
          clients: { acme: adopted(1, Grant.assertion()) },
        })),
      ),
      'the secret arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/token1-Ab12Cd is made by Mail/One',
    ],
    [
      'a shared key',
      with2({ signingKeys: 'shared' }, { signingKeys: 'shared', clients: { globex: acme() } }),
      'the key alias/click2mail/signing_key is made by Mail/One already',
    ],
    [
      'a shared key in slot b',
      with2(
        ...([['a', 'b'], ['b']] as const).map((keySlots, index) => ({
          signingKeys: 'shared',
          clients: { [`acme${index}`]: acme({ grant: Grant.assertion({ keySlots, signingKey: 'b' }) }) },
        })),
      ),
      'the key alias/click2mail/signing_key/b is made by Mail/One already',
    ],
    [
      'a key in slot b beside one that there was',
      with2(
        ...[1, 2].map((n) => ({
          clients: { acme: adopted(n, Grant.assertion({ keySlots: ['a', 'b'], existingKeyArn: KEY })) },
        })),
      ),
      'the key alias/click2mail/acme/b is made by Mail/One already',
    ],
    [
      'keys in both slots, of which the other has one',
      with2(
        { clients: { acme: adopted(1, Grant.assertion({ keySlots: ['a', 'b'] })) } },
        { clients: { acme: adopted(2, Grant.assertion({ keySlots: ['b'], signingKey: 'b' })) } },
      ),
      'the key alias/click2mail/acme/b is made by Mail/One already',
    ],
  ])('%s', (_, [first, second], message) => {
    const stack = new Stack(ownApp(), 'Mail', { env: HERE });
    rotationIn(stack, 'One', first);
    expect(() => rotationIn(stack, 'Two', second)).toThrow(message);
  });

  test('also in two stacks of one account and region, and the error has a code', () => {
    const app = ownApp();
    rotationIn(new Stack(app, 'Mail', { env: HERE }), 'Click2Mail');
    const taking = () => rotationIn(new Stack(new Stage(app, 'Prod'), 'Mail', { env: HERE }), 'Click2Mail');
    expect(taking).toThrow(NameTaken);
    expect(new NameTaken('a secret', 'One', 'Two', 'id').code).toBe('NAME_TAKEN');
  });

  test('also by ids that make one name', () => {
    const stack = new Stack(ownApp(), 'Mail');
    rotationIn(stack, 'A.b');
    expect(() => rotationIn(stack, 'A_b', { ...THREE_CLIENTS, namePrefix: 'other' })).toThrow(
      'the dashboard Mail_A-b is made by Mail/A.b already. Give one of them another id.',
    );
  });
});

describe('two rotations stand', () => {
  test.each([
    [
      'with keys of one client in other slots',
      with2(
        { clients: { acme: adopted(1, Grant.assertion({ keySlots: ['a'] })) } },
        { clients: { acme: adopted(2, Grant.assertion({ keySlots: ['b'], signingKey: 'b' })) } },
      ),
    ],
    [
      'with shared keys in other slots',
      with2(
        { signingKeys: 'shared', clients: { acme: acme() } },
        {
          signingKeys: 'shared',
          clients: { beta: acme({ grant: Grant.assertion({ keySlots: ['b'], signingKey: 'b' }) }) },
        },
      ),
    ],
    [
      'with one key that there was',
      with2(...[1, 2].map((n) => ({ clients: { acme: adopted(n, Grant.assertion({ existingKeyArn: KEY })) } }))),
    ],
  ])('%s', (_, [first, second]) => {
    const stack = new Stack(ownApp(), 'Mail', { env: HERE });
    rotationIn(stack, 'One', first);
    rotationIn(stack, 'Two', second);
    const aliases = Object.values(Template.fromStack(stack).findResources('AWS::KMS::Alias'));
    const names = aliases.map(({ Properties }) => (Properties as { AliasName: string }).AliasName);
    expect(new Set(names).size).toBe(names.length);
  });

  test('in two environments, or where the environment is not said, with the same names', () => {
    const app = ownApp();
    for (const [stage, region] of [
      ['Dev', 'eu-central-1'],
      ['Prod', 'us-east-1'],
      ['Any', undefined],
    ] as const) {
      const stack = new Stack(new Stage(app, stage), 'Mail', region === undefined ? {} : { env: { ...HERE, region } });
      rotationIn(stack, 'Click2Mail');
    }
    expect(app.node.children).toHaveLength(3);
  });

  test('in one stack with two prefixes, and share neither metrics, nor alarms, nor tags', () => {
    const stack = new Stack(ownApp(), 'Mail');
    rotationIn(stack, 'Click2Mail');
    rotationIn(stack, 'Europe', { ...THREE_CLIENTS, namePrefix: 'click2mail/eu' });
    const template = Template.fromStack(stack);
    const valuesOf = (type: string, value: (properties: Record<string, never>) => unknown) =>
      new Set(Object.values(template.findResources(type)).map(({ Properties }) => value(Properties as never)));
    expect(valuesOf('AWS::CloudWatch::Dashboard', ({ DashboardName }) => DashboardName)).toEqual(
      new Set(['Mail_Click2Mail', 'Mail_Europe']),
    );
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'click2mail/eu/acme',
      Tags: Match.arrayWith([{ Key: 'click2mail:token-secret-of', Value: 'Mail_Europe' }]),
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'Mail_Click2Mail/acme/token-expiring' });
  });

  test('under the stack’s own name where the rotation has the id Default, as in this app', () => {
    const stack = new Stack(ownApp(), 'Mail');
    rotationIn(stack, 'Default');
    const dashboards = Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard');
    expect(Object.values(dashboards)).toMatchObject([{ Properties: { DashboardName: 'Mail' } }]);
  });
});
