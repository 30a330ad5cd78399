import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accessTable } from '../../infra/checks/access-table.ts';
import { synthesiseWith } from '../support/assembly.ts';

const ROOT = join(import.meta.dirname, '..', '..');

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe('infra/access.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'click2mail-access-'));

  beforeAll(() => {
    const { context } = readJson(join(ROOT, 'cdk.json')) as { context: { click2mail: object } };
    synthesiseWith(context.click2mail, folder, context);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('says what the template of the default configuration says: npm run access makes it anew', () => {
    const { stdout } = spawnSync(process.execPath, ['infra/checks/print-access.ts', folder], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(readFileSync(join(ROOT, 'infra', 'access.md'), 'utf8')).toBe(stdout);
  });

  test('gives nobody but the rotation role the use of a signing key', () => {
    const signers = readFileSync(join(ROOT, 'infra', 'access.md'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('| Allow | kms:Sign |'));
    expect(signers.length).toBeGreaterThan(0);
    for (const line of signers) expect(line).toMatch(/Role/);
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
