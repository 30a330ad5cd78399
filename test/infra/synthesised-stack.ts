import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { functionBundles } from '../../infra/bundling/function-bundles.ts';
import { FUNCTION_NAMES } from '../../infra/function-names.ts';
import { readSettings } from '../../infra/settings/settings.ts';
import { tokenRotationStacks } from '../../infra/token-rotation-stacks.ts';
import { testAssembly } from '../support/assembly.ts';

const cdkJson = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8')) as {
  context: Json & { click2mail: { clients: { acme: Json } } };
};

export type Json = Record<string, unknown>;

interface PolicyStatement {
  readonly Sid?: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

interface Policy {
  readonly Statement: readonly PolicyStatement[];
}

/** What a template says of a resource, with those of its properties that tests take apart. */
export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Metadata: Json;
  readonly Properties: Json & {
    readonly AssumeRolePolicyDocument: Policy;
    readonly Code: { readonly S3Key: string };
    readonly Environment: { readonly Variables: Json };
    readonly KeyPolicy: Policy;
    readonly PolicyDocument: Policy;
  };
}

/** The context of `cdk.json`: the feature flags that the app really runs with, and its example settings. */
export const cdkContext = cdkJson.context;

/** A client's settings with nothing that has a default, changed as the test needs. */
export function acmeWith(changes: Json = {}): Json {
  return { clientId: 'c2m_acme', scopes: ['jobs:submit'], rotateEvery: 'rate(30 days)', grace: '2h', ...changes };
}

/** The functions' code is that of the handler tests' assembly: to build takes a second. */
const buildDirectory = mkdtempSync(join(tmpdir(), 'click2mail-infra-'));
const BUILT = join(testAssembly(), 'bundles');
for (const name of FUNCTION_NAMES) cpSync(join(BUILT, name), join(buildDirectory, name), { recursive: true });
/** The code of all functions, for whoever makes stacks of their own. */
export const bundles = functionBundles(buildDirectory, { isBuilt: true });
process.once('exit', () => rmSync(buildDirectory, { recursive: true, force: true }));

/** The template of the only stack with these settings. CDK's own rules are checked only where a test asks for it. */
export function synthesise(settings: Json, options: { readonly validated?: boolean } = {}): Template {
  const templates = [...synthesiseAll(settings, options).values()];
  if (templates.length !== 1) throw new Error(`There are ${templates.length} stacks.`);
  return templates[0]!;
}

/** The templates of all stacks with these settings, by the names of the stacks. */
export function synthesiseAll(settings: Json, { validated = false } = {}): ReadonlyMap<string, Template> {
  const outdir = mkdtempSync(join(buildDirectory, 'cdk.out-'));
  const validation = process.env['CDK_VALIDATION'];
  if (!validated) process.env['CDK_VALIDATION'] = 'false';
  try {
    const app = new App({ context: cdkContext, outdir });
    const stacks = tokenRotationStacks(app, readSettings(settings), bundles);
    return new Map(stacks.map((stack) => [stack.stackName, Template.fromStack(stack)]));
  } finally {
    if (validation === undefined) delete process.env['CDK_VALIDATION'];
    else process.env['CDK_VALIDATION'] = validation;
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function resources(template: Template): readonly Resource[] {
  const { Resources } = template.toJSON() as { Resources: Record<string, Omit<Resource, 'id'>> };
  return Object.entries(Resources).map(([id, body]) => ({ id, ...body }));
}

/** The one resource of a type, or the one whose logical id begins so. */
export function resource(template: Template, type: string, prefix = ''): Resource {
  const found = resources(template).filter(({ id, Type }) => Type === type && id.startsWith(prefix));
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} begin with "${prefix}"`);
  return found[0]!;
}

export function getAtt(id: string, attribute = 'Arn'): Json {
  return { 'Fn::GetAtt': [id, attribute] };
}

export const ACCOUNT_ROOT = {
  AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] },
};

/** ARN of something in the stack's account and region. */
export function inRegion(service: string, name: string): Json {
  const parts = [
    'arn:',
    { Ref: 'AWS::Partition' },
    `:${service}:`,
    { Ref: 'AWS::Region' },
    ':',
    { Ref: 'AWS::AccountId' },
  ];
  return { 'Fn::Join': ['', [...parts, `:${name}`]] };
}

export const viaSecretsManager = {
  'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
};
