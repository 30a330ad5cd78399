import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from '../aws/aws-service.ts';
import type { SynthesisedStack, TemplateResource } from './assembly.ts';
import { holds, type PhysicalResource, references, type ResolutionScope, resolve } from './intrinsics.ts';

/** A resource whose properties are resolved, about to be made. */
export interface NewResource {
  readonly logicalId: string;
  readonly stackName: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Whether it stays when its stack is deleted, or it leaves the template. */
  readonly isKept?: boolean;
  readonly assetFolder: (objectKey: string) => string;
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

/**
 * Makes a stack's resources, each after those it refers to or depends on, as CloudFormation does.
 * @param made told of every resource that was made
 * @returns the stack's outputs
 * @throws Error for a resource type that no maker knows: what would be deployed must not be left out here
 */
export async function deploy(
  stack: SynthesisedStack,
  makers: ResourceMakers,
  made: (resource: MadeResource) => void = () => undefined,
): Promise<Record<string, string>> {
  const resources = new Map<string, PhysicalResource>();
  const scope: ResolutionScope = {
    template: stack.template,
    pseudoParameters: pseudoParameters(stack.name),
    resources,
  };
  for (const logicalId of inOrder(stack.template.Resources)) {
    const resource = stack.template.Resources[logicalId];
    if (resource === undefined || NOTHING_TO_MAKE.has(resource.Type)) continue;
    if (!isWanted(resource, scope)) continue;
    const make = makers[resource.Type];
    if (make === undefined)
      throw new Error(`The sandbox does not know resources of type ${resource.Type} (${logicalId}).`);
    const properties = resolve(resource.Properties ?? {}, scope) as Record<string, unknown>;
    const isKept = KEPT.has(resource.DeletionPolicy ?? '');
    const physical = await make({
      logicalId,
      stackName: stack.name,
      properties,
      isKept,
      assetFolder: stack.assetFolder,
    });
    resources.set(logicalId, physical);
    made({ logicalId, type: resource.Type, physicalId: physical.ref });
  }
  const outputs = Object.entries(stack.template.Outputs ?? {}).filter(([, output]) => isWanted(output, scope));
  return Object.fromEntries(outputs.map(([name, { Value }]) => [name, String(resolve(Value, scope))]));
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
