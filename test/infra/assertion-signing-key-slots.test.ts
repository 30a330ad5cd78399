import { describe, expect, test } from '@jest/globals';
import { functionSettings } from '../../infra/function-settings.ts';
import { InvalidSettings } from '../../infra/settings/invalid-settings.ts';
import { readSettings } from '../../infra/settings/settings.ts';
import { acmeWith, cdkContext, getAtt, resource, resources, synthesise, type Json } from './synthesised-stack.ts';

const BOTH = { keySlots: ['a', 'b'] };

const stackWith = (assertion: Json) => synthesise({ clients: { acme: acmeWith({ assertion }) } });
const idOf = (template: ReturnType<typeof synthesise>, type: string, prefix: string) =>
  resource(template, type, prefix).id;

const one = stackWith({});
const both = stackWith(BOTH);
const keyA = getAtt(idOf(both, 'AWS::KMS::Key', 'acmeSigningKeyRSA'));
const keyB = getAtt(idOf(both, 'AWS::KMS::Key', 'acmeSigningKeyB'));

test('an upgrade replaces no live key: the default template has the logical ids and the alias that it always had', () => {
  const template = synthesise(cdkContext.click2mail);
  const ids = resources(template)
    .filter(({ Type }) => Type.startsWith('AWS::KMS::'))
    .map(({ id }) => id);
  expect(ids.toSorted()).toEqual([
    'EncryptionKey514CDF8F',
    'acmeSigningKeyAlias359AF4BA',
    'acmeSigningKeyRSA2048B99DFFD8',
  ]);
  template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/click2mail/acme' });
});

describe('a second slot', () => {
  test('adds a key and its alias, and leaves those of the first as they are', () => {
    const before = new Map(resources(one).map((each) => [each.id, each]));
    const added = resources(both).filter(({ id }) => !before.has(id));
    expect(added.map(({ Type }) => Type)).toEqual(['AWS::KMS::Key', 'AWS::KMS::Alias']);
    both.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/click2mail/acme/b', TargetKeyId: keyB });
    for (const type of ['AWS::KMS::Key', 'AWS::KMS::Alias']) {
      const [former] = resources(one).filter((each) => each.Type === type && each.id.startsWith('acmeSigningKey'));
      expect(resources(both)).toContainEqual(former);
    }
  });

  test('has a key that is kept, tagged and guarded like the first', () => {
    const [first, second] = [keyA, keyB].map((key) => {
      const [id] = key['Fn::GetAtt'] as [string];
      const { Properties, ...rest } = resource(both, 'AWS::KMS::Key', id);
      return { ...rest, id: '', Metadata: {}, Properties: { ...Properties, Description: '' } };
    });
    expect(second).toEqual(first);
  });

  test.each(['a', 'b'])(
    'is covered by the rotation role and by both key policies, whichever signs (%s)',
    (signingKey) => {
      const template = stackWith({ ...BOTH, signingKey });
      const { Statement } = resource(template, 'AWS::IAM::Policy', 'acmeRotation').Properties.PolicyDocument;
      for (const Sid of ['SignAssertions', 'ReadPublicKey']) {
        expect(Statement).toContainEqual(
          expect.objectContaining({ Sid, Resource: expect.arrayContaining([keyA, keyB]) }),
        );
      }
      const signers = ['acme', 'RevocationSweep'].map((prefix) => getAtt(idOf(template, 'AWS::IAM::Role', prefix)));
      for (const prefix of ['acmeSigningKeyRSA', 'acmeSigningKeyB']) {
        expect(resource(template, 'AWS::KMS::Key', prefix).Properties.KeyPolicy.Statement).toContainEqual(
          expect.objectContaining({
            Sid: 'NobodyElseSigns',
            Condition: { ArnNotEquals: { 'aws:PrincipalArn': signers } },
          }),
        );
      }
    },
  );

  test('signs by a setting that changes the function and nothing else: no permission, no key, no alias', () => {
    const after = new Map(resources(stackWith({ ...BOTH, signingKey: 'b' })).map((each) => [each.id, each]));
    const changed = resources(both).filter((each) => JSON.stringify(after.get(each.id)) !== JSON.stringify(each));
    expect(new Set(changed.map(({ Type }) => Type))).toEqual(new Set(['AWS::Lambda::Function']));
    const rotation = changed.find(({ id }) => id.startsWith('acme'));
    expect(after.get(rotation?.id ?? '')?.Properties.Environment.Variables).toMatchObject({
      SIGNING_SLOT: 'b',
      SIGNING_KEY_A: keyA,
      SIGNING_KEY_B: keyB,
    });
  });

  test('is left alone when the first is given up', () => {
    const last = stackWith({ keySlots: ['b'], signingKey: 'b' });
    expect(resources(last).filter(({ Type }) => Type === 'AWS::KMS::Key')).toHaveLength(2);
    expect(resource(last, 'AWS::KMS::Key', 'acmeSigningKey')).toEqual(
      resource(both, 'AWS::KMS::Key', 'acmeSigningKeyB'),
    );
  });
});

test('clients that share their keys may sign with different ones', () => {
  const template = synthesise({
    signingKeys: 'shared',
    clients: { acme: acmeWith({ assertion: BOTH }), beta: acmeWith({ assertion: { ...BOTH, signingKey: 'b' } }) },
  });
  const keys = resources(template).filter(({ Type, id }) => Type === 'AWS::KMS::Key' && id.startsWith('SigningKey'));
  expect(keys).toHaveLength(2);
  const aliases = resources(template).flatMap(({ Properties }) => Properties['AliasName'] ?? []);
  expect(aliases).toEqual(['alias/click2mail/signing_key', 'alias/click2mail/signing_key/b']);
  const slotOf = (name: string) =>
    resource(template, 'AWS::Lambda::Function', name).Properties.Environment.Variables['SIGNING_SLOT'];
  expect([slotOf('acme'), slotOf('beta')]).toEqual(['a', 'b']);
});

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

test('a key that was there before is succeeded by one of the stack', () => {
  const client = { existingKeyArn: KEY, assertion: { ...BOTH, keySize: 3072, signingKey: 'b' } };
  const template = synthesise({ clients: { acme: acmeWith(client) } });
  expect(resource(template, 'AWS::KMS::Key', 'acmeSigningKey').Properties).toMatchObject({ KeySpec: 'RSA_3072' });
  const { Statement } = resource(template, 'AWS::IAM::Policy', 'acmeSweepSigns').Properties.PolicyDocument;
  expect(new Set(Statement.map(({ Resource }) => Resource))).toEqual(new Set([KEY]));
  expect(Statement).toContainEqual(expect.objectContaining({ Action: 'kms:Sign' }));
});

test('each key is known to Click2Mail by its own kid, and functions are told both', () => {
  const told = (assertion: Json) =>
    functionSettings(readSettings({ clients: { acme: acmeWith({ assertion }) } }), 1).clients['acme']?.assertion;
  expect(told({ keyId: 'k1' })).toMatchObject({ keySlot: 'a', keyId: 'k1' });
  expect(told({ ...BOTH, keyId: { a: 'k1', b: 'k2' }, signingKey: 'b' })).toMatchObject({
    signingKey: 'alias/click2mail/acme/b',
    keySlot: 'b',
    keyId: 'k2',
    otherKeyId: 'k1',
  });
  expect(told({ ...BOTH, keyId: { a: 'k1' }, signingKey: 'b' })).not.toHaveProperty('keyId');
});

describe('is refused', () => {
  const problemsOf = (clients: Json, more: Json = {}): string => {
    try {
      readSettings({ clients, ...more });
    } catch (error) {
      if (error instanceof InvalidSettings) return error.message;
      throw error;
    }
    return 'none';
  };

  test.each<[string, Json, string]>([
    ['a slot without a key', { signingKey: 'b' }, 'acme.assertion.signingKey: is a slot that keySlots leaves out'],
    ['no slot', { keySlots: [] }, 'acme.assertion.keySlots: must be ["a"], ["b"] or ["a", "b"]'],
    ['a slot twice', { keySlots: ['a', 'a'] }, 'acme.assertion.keySlots: must be'],
    ['a third slot', { keySlots: ['c'] }, 'acme.assertion.keySlots.0: must be'],
    ['one kid for two keys', { ...BOTH, keyId: 'k1' }, 'acme.assertion.keyId: is one name for two keys'],
    ['the same kid twice', { ...BOTH, keyId: { a: 'k1', b: 'k1' } }, 'acme.assertion.keyId: is one name for two keys'],
  ])('%s', (_what, assertion, message) => {
    expect(problemsOf({ acme: acmeWith({ assertion }) })).toContain(message);
  });

  test('an existing key in a slot that is left out', () => {
    const acme = acmeWith({ existingKeyArn: KEY, assertion: { keySlots: ['b'], signingKey: 'b' } });
    expect(problemsOf({ acme })).toContain('acme.existingKeyArn: is the key in slot a');
  });

  test('slots that differ among clients who share their keys', () => {
    const clients = { acme: acmeWith(), beta: acmeWith({ assertion: BOTH }) };
    expect(problemsOf(clients, { signingKeys: 'shared' })).toContain('algorithm, keySize or keySlots than acme');
    const adopted = { acme: acmeWith({ existingKeyArn: KEY, assertion: BOTH }) };
    expect(problemsOf(adopted, { signingKeys: 'shared' })).toContain('has a slot b beside an existingKeyArn');
  });
});
