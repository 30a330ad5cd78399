import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from '../aws/aws-service.ts';
import type { SynthesisedStack, TemplateResource } from './assembly.ts';
import {
  holds,
  type OtherStacks,
  type PhysicalResource,
  references,
  type ResolutionScope,
  resolve,
} from './intrinsics.ts';
import type { LeftOutOfStack } from './left-out.ts';

/** A resource whose properties are resolved, about to be made. */
export interface NewResource {
  readonly logicalId: string;
  readonly stackName: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Whether it stays when its stack is deleted, or it leaves the template. */
  readonly isKept?: boolean;
  readonly assetFolder: (objectKey: string) => string;
  /** Told why a part of it is left out; absent where no part may be. */
  readonly leaveOut?: ((reason: string) => void) | undefined;
}

/** Makes resources of one type. */
export type ResourceMaker = (resource: NewResource) => Promise<PhysicalResource>;

/** A resource that was made. */
export interface MadeResource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` gives. */
  readonly physicalId: string;
}

/** Makers by CloudFormation type. */
export type ResourceMakers = Readonly<Record<string, ResourceMaker>>;

/** Carries what the CLI wants to know of the stack, and makes nothing. */
const NOTHING_TO_MAKE = new Set(['AWS::CDK::Metadata']);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
const KEPT = new Set(['Retain', 'RetainExceptOnCreate']);

interface DeployOptions {
  /** Told of every resource that was made. */
  readonly made?: (resource: MadeResource) => void;
  readonly elsewhere?: OtherStacks | undefined;
  /** Takes what cannot be made and is not Click2Mail's own; nothing may be left out when it is absent. */
  readonly leftOut?: LeftOutOfStack | undefined;
}

/** What other stacks see of one. */
export interface Deployed {
  readonly outputs: Record<string, string>;
  /** By the names that other stacks import them by. */
  readonly exports: Record<string, string>;
}

/**
 * Makes a stack's resources, each after those it refers to or depends on, as CloudFormation does.
 * @throws Error for a resource that cannot be made and must not be left out
 */
export async function deploy(
  stack: SynthesisedStack,
  makers: ResourceMakers,
  { made = () => undefined, elsewhere, leftOut }: DeployOptions = {},
): Promise<Deployed> {
  const { name, template } = stack;
  const resources = new Map<string, PhysicalResource>();
  const scope: ResolutionScope = { template, pseudoParameters: pseudoParameters(name), resources, elsewhere };
  for (const logicalId of inOrder(template.Resources)) {
    const standIn = (other: string) => leftOut?.standIn(other, logicalId);
    try {
      const resource = await make(logicalId, stack, makers, { ...scope, standIn }, leftOut);
      if (resource === undefined) continue;
      resources.set(logicalId, resource.physical);
      made({ logicalId, type: resource.type, physicalId: resource.physical.ref });
    } catch (error) {
      if (leftOut?.allows(logicalId) !== true) throw error;
      leftOut.add(logicalId, error instanceof Error ? error.message : String(error));
    }
  }
  return outputsOf(template, scope, leftOut !== undefined);
}

/** Makes a resource; undefined where there is nothing to make. */
async function make(
  logicalId: string,
  { name: stackName, template, assetFolder }: SynthesisedStack,
  makers: ResourceMakers,
  scope: ResolutionScope,
  leftOut: LeftOutOfStack | undefined,
): Promise<{ readonly type: string; readonly physical: PhysicalResource } | undefined> {
  const resource = template.Resources[logicalId];
  if (resource === undefined || NOTHING_TO_MAKE.has(resource.Type) || !isWanted(resource, scope)) return undefined;
  const { Type: type, Properties = {}, DeletionPolicy = '' } = resource;
  const maker = makers[type];
  if (maker === undefined) throw new Error(`The sandbox does not know resources of type ${type} (${logicalId}).`);
  const physical = await maker({
    logicalId,
    stackName,
    properties: resolve(Properties, scope) as Record<string, unknown>,
    isKept: KEPT.has(DeletionPolicy),
    assetFolder,
    leaveOut: leftOut?.allows(logicalId) === true ? (reason) => leftOut.add(logicalId, reason) : undefined,
  });
  return { type, physical };
}

/** @param mayLack whether an output is left out whose value is not known */
function outputsOf(template: SynthesisedStack['template'], scope: ResolutionScope, mayLack: boolean): Deployed {
  const deployed: Deployed = { outputs: {}, exports: {} };
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    try {
      if (!isWanted(output, scope)) continue;
      const value = String(resolve(output.Value, scope));
      deployed.outputs[name] = value;
      if (output.Export !== undefined) deployed.exports[String(resolve(output.Export.Name, scope))] = value;
    } catch (error) {
      if (!mayLack) throw error;
    }
  }
  return deployed;
}

function isWanted({ Condition }: { readonly Condition?: string }, scope: ResolutionScope): boolean {
  return Condition === undefined || holds(Condition, scope);
}

/** The ARN of a stack of the sandbox. */
export function stackId(stackName: string): string {
  return `arn:${SANDBOX_PARTITION}:cloudformation:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:stack/${stackName}/sandbox`;
}

function pseudoParameters(stackName: string): Record<string, string> {
  return {
    'AWS::AccountId': SANDBOX_ACCOUNT,
    'AWS::Region': SANDBOX_REGION,
    'AWS::Partition': SANDBOX_PARTITION,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': stackId(stackName),
  };
}

function inOrder(resources: Readonly<Record<string, TemplateResource>>): string[] {
  const ordered: string[] = [];
  const visiting = new Set<string>();
  const visit = (logicalId: string): void => {
    const resource = resources[logicalId];
    if (resource === undefined || ordered.includes(logicalId)) return;
    if (visiting.has(logicalId)) throw new Error(`The resources around ${logicalId} depend on each other in a circle.`);
    visiting.add(logicalId);
    [...references(resource.Properties), ...[resource.DependsOn ?? []].flat()].forEach(visit);
    visiting.delete(logicalId);
    ordered.push(logicalId);
  };
  Object.keys(resources).forEach(visit);
  return ordered;
}
