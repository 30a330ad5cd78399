import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mistake } from '../support/mistake.ts';
import { cdkContext, type Json } from './synthesised-stack.ts';

const PROJECT = join(import.meta.dirname, '../..');

let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'click2mail-app-'));
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Runs the app with these settings, or those of cdk.json, and what else the context says. */
function synth(settings: Json = cdkContext.click2mail, more: Json = {}, environment: Record<string, string> = {}) {
  const context = { ...cdkContext, click2mail: settings, ...more };
  const outdir = mkdtempSync(join(temporary, 'cdk.out-'));
  const { status, stdout, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: PROJECT,
    env: {
      CDK_CONTEXT_JSON: JSON.stringify(context),
      CDK_OUTDIR: outdir,
      CDK_VALIDATION: 'false',
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      ...environment,
    },
    encoding: 'utf8',
  });
  return { status, stdout, stderr, outdir };
}

/** What was complained of: the monthly cost is told each time. */
function withoutCost(stderr: string): string {
  return stderr.replace(/^Cost in US dollars a month, .*\n(?: {2}\w.*\n)+/m, '');
}

test('settings that cannot be used end the app with their keys and without a stack trace', () => {
  const clients = { acme: { ...cdkContext.click2mail.clients.acme, grace: 'soon' } };
  const { status, stdout, stderr } = synth({ clients });
  expect(stderr.trim().split('\n')).toEqual([
    'The settings in cdk.json cannot be used:',
    expect.stringMatching(/^- click2mail\.clients\.acme\.grace: must be "0", or minutes, hours or days/),
  ]);
  expect([status, stdout]).toEqual([1, '']);
});

test('a stage that is asked for lays its settings over the others', () => {
  const stages = {
    prod: {
      stackName: 'Prod',
      consumers: { archive: null },
      clients: { globex: null, initech: null, acme: { clientId: 'c2m_prod' } },
    },
  };
  const { status, stderr, outdir } = synth({ ...cdkContext.click2mail, stages }, { stage: 'prod' });
  expect([status, withoutCost(stderr)]).toEqual([0, '']);
  const settings = readFileSync(join(outdir, 'bundles/Prod/rotate-by-assertion/settings.json'), 'utf8');
  expect(JSON.parse(settings)).toMatchObject({ clients: { acme: { clientId: 'c2m_prod' } } });
});

describe('the rules of cdk-nag', () => {
  interface Report {
    readonly pluginName: string;
    readonly violations: readonly unknown[];
    readonly suppressedViolations?: readonly { readonly ruleName: string; readonly reason: string }[];
  }

  test('hold for the example of cdk.json, and what is accepted is in the report with a reason', () => {
    const { status, outdir } = synth();
    const report = readFileSync(join(outdir, 'validation-report.json'), 'utf8');
    const { pluginReports } = JSON.parse(report) as { pluginReports: readonly Report[] };
    expect(status).toBe(0);
    expect(pluginReports.map(({ pluginName, violations }) => [pluginName, violations])).toEqual([
      ['AwsSolutions', []],
      ['NIST.800.53.R5', []],
    ]);
    const accepted = pluginReports.flatMap(({ suppressedViolations = [] }) => suppressedViolations);
    expect([...new Set(accepted.map(({ ruleName }) => ruleName))].toSorted()).toEqual([
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:click2mail/*]',
      'AwsSolutions-SMG4',
      'NIST.800.53.R5-CloudWatchAlarmAction',
      'NIST.800.53.R5-IAMNoInlinePolicy',
      'NIST.800.53.R5-LambdaConcurrency',
      'NIST.800.53.R5-LambdaDLQ',
      'NIST.800.53.R5-LambdaInsideVPC',
      'NIST.800.53.R5-SecretsManagerRotationEnabled',
    ]);
    expect(accepted.filter(({ reason }) => reason.length < 80)).toEqual([]);
  });

  test('hold with every setting that changes what anybody may do', () => {
    const { status, stderr } = synth({
      ...cdkContext.click2mail,
      consumers: {},
      account: '111122223333',
      region: 'eu-central-1',
      tracing: true,
      alarms: { email: 'on-call@example.com' },
      vpc: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] },
      clients: {
        acme: {
          ...cdkContext.click2mail.clients.acme,
          existingSecret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/token-Ab12Cd',
        },
      },
    });
    expect([status, withoutCost(stderr)]).toEqual([0, '']);
  });

  test('end a synthesis that breaks one', () => {
    const unrenewed = mistake('infra/stack-encryption-key.ts', 'enableKeyRotation: true', 'enableKeyRotation: false');
    const { status, stderr } = synth(cdkContext.click2mail, {}, unrenewed);
    expect(stderr).toContain('AwsSolutions-KMS5');
    expect(status).toBe(1);
  });
});

test('a misspelt action ends npm run synth with its name and the likely right one', () => {
  const { status, stderr } = spawnSync('npm', ['run', '--silent', 'synth', '--', '--output', join(temporary, 'typo')], {
    cwd: PROJECT,
    env: {
      ...process.env,
      ...mistake('infra/secret-access.ts', "UpdateSecretVersionStage'", "UpdateSecretVersionStages'"),
      PATH: [join(PROJECT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
      CDK_VALIDATION: 'false',
    },
    encoding: 'utf8',
  });
  expect(stderr).toMatch(
    /^- acmeRotationRole\w+: AWS knows no action secretsmanager:UpdateSecretVersionStages; did you mean secretsmanager:UpdateSecretVersionStage\?$/m,
  );
  expect(status).not.toBe(0);
});
