import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Template } from '../../sandbox/stack/assembly.ts';

/** One action of one statement of a role's policy. */
export interface GrantedAction {
  /** Logical id of the policy. */
  readonly policy: string;
  readonly statement: number;
  readonly sid: string;
  readonly action: string;
}

interface Statement {
  readonly Sid?: string;
  readonly Action: string | readonly string[];
}

interface Document {
  readonly Statement: readonly Statement[];
}

interface RolePolicy {
  readonly Type: string;
  readonly Properties: { PolicyDocument: Document };
}

/** Every action that a role of the assembly's one stack is granted. */
export function grantedActions(assembly: string): GrantedAction[] {
  return rolePolicies(readTemplate(assembly)).flatMap(([policy, { Properties }]) =>
    Properties.PolicyDocument.Statement.flatMap(({ Sid = '', Action }, statement) =>
      [Action].flat().map((action) => ({ policy, statement, sid: Sid, action })),
    ),
  );
}

/** A copy of the assembly in which a role lacks this one action; a statement that has no other goes with it. */
export function assemblyWithout(assembly: string, granted: GrantedAction): string {
  const template = readTemplate(assembly);
  const properties = rolePolicies(template).find(([logicalId]) => logicalId === granted.policy)?.[1].Properties;
  if (properties === undefined) throw new Error(`There is no policy ${granted.policy}.`);
  properties.PolicyDocument = documentWithout(properties.PolicyDocument, granted);
  return assemblyOf(assembly, JSON.stringify(template));
}

/** A policy without this one action; a statement that has no other goes with it. */
export function documentWithout(document: Document, { statement, action }: GrantedAction): Document {
  const Statement = document.Statement.flatMap((one, index) => {
    if (index !== statement) return [one];
    const left = [one.Action].flat().filter((other) => other !== action);
    return left.length === 0 ? [] : [{ ...one, Action: left }];
  });
  return { ...document, Statement };
}

/** A copy of the assembly whose template names something else in the place of this text. */
export function assemblyNaming(assembly: string, text: string, other: string): string {
  return assemblyOf(assembly, JSON.stringify(readTemplate(assembly)).replaceAll(text, other));
}

function assemblyOf(assembly: string, template: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'click2mail-narrowed-'));
  const changed = templateName(assembly);
  for (const name of readdirSync(assembly)) {
    if (name !== changed) symlinkSync(join(assembly, name), join(folder, name));
  }
  writeFileSync(join(folder, changed), template);
  return folder;
}

function rolePolicies(template: Template): [string, RolePolicy][] {
  return Object.entries(template.Resources as unknown as Record<string, RolePolicy>).filter(
    ([, { Type }]) => Type === 'AWS::IAM::Policy',
  );
}

function templateName(assembly: string): string {
  const name = readdirSync(assembly).find((one) => one.endsWith('.template.json'));
  if (name === undefined) throw new Error(`There is no template in ${assembly}.`);
  return name;
}

function readTemplate(assembly: string): Template {
  return JSON.parse(readFileSync(join(assembly, templateName(assembly)), 'utf8')) as Template;
}
