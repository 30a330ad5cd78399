import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { accessTable } from '../../../infra/checks/access-table.ts';
import { exampleAssembly } from '../../support/assembly.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('infra/access.md', () => {
  let table: string;

  beforeAll(() => {
    const print = ['infra/checks/print-access.ts', exampleAssembly()];
    table = spawnSync(process.execPath, print, { cwd: ROOT, encoding: 'utf8' }).stdout;
  });

  test('says what the template of the default configuration says: npm run access makes it anew', () => {
    expect(readFileSync(join(ROOT, 'infra', 'access.md'), 'utf8')).toBe(table);
  });

  test('gives nobody but the rotation role and the sweep’s the use of a signing key', () => {
    const named = (text: string) => text.replaceAll(/([A-Z][a-z0-9]+)[0-9A-F]{8}\b/g, '$1');
    const signing = table
      .split('\n')
      .map((row) => row.split('|').map((cell) => named(cell.trim())))
      .filter(([, , , action]) => action === 'kms:Sign')
      .map(([, principal = '', effect = '', , , conditions = '']) => ({ principal, effect, conditions }));
    const who = 'aws:PrincipalArn acmeRotationRole, RevocationSweepRole';
    const allowed = signing.filter(({ effect }) => effect === 'Allow');
    // The account's root stands for its roles: the key lets in those that it names.
    expect(allowed.map(({ principal, conditions }) => [principal, conditions.includes(`ArnEquals ${who}`)])).toEqual([
      ['RevocationSweepRole', false],
      ['acmeRotationRole', false],
      ['arn:Partition:iam::AccountId:root', true],
    ]);
    expect(signing).toContainEqual({ principal: '*', effect: 'Deny', conditions: `ArnNotEquals ${who}` });
  });
});

describe('the table', () => {
  const rowsOf = (Resources: Parameters<typeof accessTable>[0]['Resources']) =>
    accessTable({ Resources }).split('\n').slice(2);

  const policyOf = (statement: object) => ({
    Type: 'AWS::IAM::Policy',
    Properties: { Roles: [{ Ref: 'Worker' }], PolicyDocument: { Statement: [statement] } },
  });

  test('has a row for every sensitive action that a wildcard reaches', () => {
    const rows = rowsOf({ P: policyOf({ Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*' }) });
    expect(rows.map((row) => row.split(' | ')[2])).toEqual([
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutResourcePolicy',
      'secretsmanager:PutSecretValue',
      'secretsmanager:RotateSecret',
      'secretsmanager:UpdateSecretVersionStage',
    ]);
  });

  test('has none for what is harmless', () => {
    expect(rowsOf({ P: policyOf({ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' }) })).toEqual([]);
  });

  test('differs as soon as a condition goes', () => {
    const statement = { Effect: 'Allow', Action: 'kms:Sign', Resource: { 'Fn::GetAtt': ['Key', 'Arn'] } };
    const bound = { ...statement, Condition: { StringEquals: { 'kms:MessageType': 'DIGEST' } } };
    expect(rowsOf({ P: policyOf(bound) })).toEqual([
      '| Worker | Allow | kms:Sign | Key | StringEquals kms:MessageType DIGEST |',
    ]);
    expect(rowsOf({ P: policyOf(statement) })).toEqual(['| Worker | Allow | kms:Sign | Key |  |']);
  });
});
