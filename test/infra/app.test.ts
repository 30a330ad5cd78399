import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mistake } from '../support/programs/mistake.ts';
import { RICH_SETTINGS } from '../support/rich-configuration.ts';
import { cdkContext, type Json } from './synthesised-stack.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** Has the CDK check templates against CloudFormation's rules, as it does when nothing is said. */
const VALIDATED = { CDK_VALIDATION: '' };

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
  return stderr.replaceAll(/^(?:Cost in US dollars a month|Of that, what it costs to watch).*\n(?: {2}\w.*\n)+/gm, '');
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

describe('CloudFormation’s own rules and those of cdk-nag', () => {
  interface Report {
    readonly pluginName: string;
    readonly conclusion: string;
    /** Errors, warnings and notes. */
    readonly violations: readonly unknown[];
    readonly suppressedViolations?: readonly { readonly ruleName: string; readonly reason: string }[];
  }

  const reportsIn = (outdir: string): readonly Report[] => {
    const report = readFileSync(join(outdir, 'validation-report.json'), 'utf8');
    return (JSON.parse(report) as { pluginReports: readonly Report[] }).pluginReports;
  };

  // The CDK leaves out what found nothing, and of which nothing was accepted: CloudFormation's rules.
  const nothingFound = ['AwsSolutions', 'NIST.800.53.R5'].map((pluginName) => [pluginName, 'success', []]);

  test('find nothing in the example of cdk.json, and what is accepted is in the report with a reason', () => {
    const { status, stderr, outdir } = synth(cdkContext.click2mail, {}, VALIDATED);
    expect([status, withoutCost(stderr)]).toEqual([0, '']);
    const reports = reportsIn(outdir);
    expect(reports.map(({ pluginName, conclusion, violations }) => [pluginName, conclusion, violations])).toEqual(
      nothingFound,
    );
    const accepted = reports.flatMap(({ suppressedViolations = [] }) => suppressedViolations);
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

  test('find nothing with everything on, in two stacks', () => {
    const { status, stderr, outdir } = synth(RICH_SETTINGS, {}, VALIDATED);
    expect(status).toBe(0);
    expect(withoutCost(stderr)).toMatch(/^vendorConcurrency reserves 40 .*\n$/);
    const reports = reportsIn(outdir);
    expect(reports.map(({ pluginName, conclusion, violations }) => [pluginName, conclusion, violations])).toEqual(
      nothingFound,
    );
    const accepted = reports.flatMap(({ suppressedViolations = [] }) => suppressedViolations);
    expect(accepted.filter(({ reason }) => reason.length < 80)).toEqual([]);
    const templates = readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
    expect(templates).toEqual(['click2mail-tokens-2026-2.template.json', 'click2mail-tokens-2026.template.json']);
  });

  test.each(['essential', 'none'])('find nothing where less is watched: %s', (monitoring) => {
    const { status, stderr, outdir } = synth({ ...cdkContext.click2mail, monitoring }, {}, VALIDATED);
    expect([status, withoutCost(stderr)]).toEqual([0, '']);
    expect(stderr).toMatch(new RegExp(`^ {2}${monitoring} +\\d+\\.\\d\\d {2}as it is set$`, 'm'));
    const reports = reportsIn(outdir);
    expect(reports.map(({ pluginName, conclusion, violations }) => [pluginName, conclusion, violations])).toEqual(
      nothingFound,
    );
  });

  test('of CloudFormation’s, one that is broken ends a synthesis', () => {
    const tooSmall = mistake('infra/token-function.ts', 'memorySize: 512', 'memorySize: 64');
    const clients = { acme: cdkContext.click2mail.clients.acme };
    const { status, stderr } = synth({ clients }, {}, { ...tooSmall, ...VALIDATED });
    expect(stderr).toContain('64 is less than the minimum of 128 (CloudFormation Validate)');
    expect(status).toBe(1);
  });

  test('of cdk-nag’s, one that is broken ends a synthesis', () => {
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
      ...mistake('infra/access/secret-access.ts', "UpdateSecretVersionStage'", "UpdateSecretVersionStages'"),
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
