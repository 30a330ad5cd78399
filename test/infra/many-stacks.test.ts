import { describe, expect, test } from '@jest/globals';
import { refusePolicyProblems } from '../../infra/checks/policy-problems.ts';
import { InvalidSettings } from '../../infra/settings/invalid-settings.ts';
import { fleet } from './fleet.ts';
import { acmeWith, resources, synthesiseAll, type Resource } from './synthesised-stack.ts';

const clients = fleet(250);
const before = synthesiseAll({ stacks: 7, clients });

/** All that a template says of a resource but its code, which holds the settings of the stack's clients. */
function withoutCode(whole: Resource) {
  const { Metadata: _, Properties, ...rest } = whole;
  const { Code: __, ...others } = Properties;
  return { ...rest, ...others };
}

describe('250 clients over 7 stacks', () => {
  test('are each in one stack, and every stack has room left', () => {
    const sizes = [...before.values()].map((template) => resources(template).length);
    expect([...before.keys()]).toEqual([
      'Click2MailTokenRotation',
      ...[2, 3, 4, 5, 6, 7].map((number) => `Click2MailTokenRotation-${number}`),
    ]);
    expect(Math.max(...sizes)).toBeLessThan(470);
    const secrets = [...before.values()].flatMap(resources).map(({ Properties }) => Properties['Name']);
    expect(secrets.filter((name) => /^click2mail\/client-\d+$/.test(String(name)))).toHaveLength(250);
  });

  test('have policies that AWS takes, and templates of less than a megabyte', async () => {
    const templates = [...before.values()].map((template) => template.toJSON());
    await expect(refusePolicyProblems(templates)).resolves.toBeUndefined();
    for (const template of templates) expect(JSON.stringify(template, undefined, 1).length).toBeLessThan(1_000_000);
  });

  test('are not touched by a client more, but for the code of its own stack', () => {
    const after = synthesiseAll({ stacks: 7, clients: { ...clients, newcomer: acmeWith() } });
    const changed = [...after].filter(
      ([name, template]) => JSON.stringify(template.toJSON()) !== JSON.stringify(before.get(name)?.toJSON()),
    );
    expect(changed).toHaveLength(1);
    const [[stackName, template]] = changed as [[string, (typeof changed)[0][1]]];
    const now = new Map(resources(template).map((each) => [each.id, each]));
    const then = resources(before.get(stackName)!);
    for (const each of then) expect(withoutCode(now.get(each.id)!)).toEqual(withoutCode(each));
    const known = new Set(then.map(({ id }) => id));
    const added = [...now.keys()].filter((id) => !known.has(id));
    expect(added.filter((id) => !id.startsWith('newcomer'))).toEqual([]);
    expect(added).toHaveLength(11);
  });
});

describe('clients that one stack cannot hold', () => {
  const many = fleet(60);
  const refusal = (settings: object): string => {
    try {
      synthesiseAll({ clients: many, ...settings });
    } catch (error) {
      if (error instanceof InvalidSettings) return error.message;
      throw error;
    }
    return 'none';
  };

  test('are refused with the setting and a number of stacks that would do', () => {
    const message = refusal({});
    expect(message).toMatch(
      /^- click2mail\.stacks: is too small: the stack Click2MailTokenRotation would have \d+ resources, and 470 is the most .*; \d would do$/m,
    );
    expect(refusal({ stacks: Number(/(\d+) would do/.exec(message)![1]) })).toBe('none');
  });

  /** Consumers with a function URL, spread over these clients. */
  const consumersOf = (names: readonly string[], count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `consumer-${index}`,
        { client: names[index % names.length], scopes: ['jobs:submit'], functionUrl: true },
      ]),
    );

  test('are refused for their consumers’ function URLs, of which every one is an output', () => {
    const consumers = consumersOf(['client-1'], 200);
    const message = refusal({ clients: { 'client-1': acmeWith() }, consumers });
    expect(message).toMatch(
      /would have 20\d outputs, and 200 is .*; no number would do, .* as consumers of one client$/,
    );
  });

  test('are told the number of stacks that would do for their outputs, too', () => {
    const few = fleet(2);
    const consumers = consumersOf(Object.keys(few), 198);
    const message = refusal({ clients: few, consumers });
    expect(message).toMatch(/would have 20\d outputs, and 200 is .*; \d+ would do$/);
    expect(refusal({ clients: few, consumers, stacks: Number(/(\d+) would do/.exec(message)![1]) })).toBe('none');
  });

  test('are refused without a number when their own settings keep them there', () => {
    const pinned = Object.fromEntries(Object.entries(many).map(([name, client]) => [name, { ...client, stack: 1 }]));
    expect(refusal({ stacks: 2, clients: pinned })).toMatch(
      /no number would do, because too much is kept in one: by the setting stack, or /,
    );
  });
});

test('a client stays in the stack that its setting names', () => {
  const pinned = { acme: acmeWith({ stack: 2 }), beta: acmeWith({ stack: 1 }) };
  const stacks = synthesiseAll({ stacks: 2, clients: pinned });
  const names = [...stacks].map(([name, template]) => [
    name,
    Object.keys(template.findResources('AWS::KMS::Alias'))[0],
  ]);
  expect(names).toEqual([
    ['Click2MailTokenRotation', expect.stringMatching(/^beta/)],
    ['Click2MailTokenRotation-2', expect.stringMatching(/^acme/)],
  ]);
});
