import type { TemplatePolicy } from './template-policies.ts';

/** Characters that AWS takes, without white space in identity policies, with it in the others. */
const LIMITS = {
  /** All inline policies of a role together (docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
  inline: 10_240,
  managed: 6144,
  /** A role's trust policy, unless the account had it raised. */
  trust: 2048,
  /** https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
  key: 32_768,
  /** https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
  secret: 20_480,
} as const;

/** What is too long among the policies of one template. */
export function sizeProblems(policies: readonly TemplatePolicy[]): string[] {
  const sizes = new Map<string, { readonly kind: keyof typeof LIMITS; readonly size: number }>();
  for (const policy of policies) {
    for (const { owner, kind } of placesOf(policy)) {
      const key = `${owner} (${kind})`;
      sizes.set(key, { kind, size: (sizes.get(key)?.size ?? 0) + lengthOf(policy.document) });
    }
  }
  return [...sizes]
    .filter(([, { kind, size }]) => size > LIMITS[kind])
    .map(([owner, { kind, size }]) => `${owner}: is about ${size} characters long, and AWS takes ${LIMITS[kind]}`);
}

interface Place {
  readonly owner: string;
  readonly kind: keyof typeof LIMITS;
}

/** Whose policy it is: an inline policy counts for every role that it is attached to. */
function placesOf({ logicalId, type, properties, document }: TemplatePolicy): Place[] {
  switch (type) {
    case 'AWS::IAM::Policy':
      return ((properties['Roles'] ?? []) as readonly { Ref: string }[]).map(({ Ref }) => ({
        owner: Ref,
        kind: 'inline',
      }));
    case 'AWS::IAM::Role':
      return [{ owner: logicalId, kind: document.Statement.some((one) => 'Resource' in one) ? 'inline' : 'trust' }];
    case 'AWS::IAM::ManagedPolicy':
      return [{ owner: logicalId, kind: 'managed' }];
    case 'AWS::KMS::Key':
      return [{ owner: logicalId, kind: 'key' }];
    case 'AWS::SecretsManager::ResourcePolicy':
      return [{ owner: logicalId, kind: 'secret' }];
    default:
      return [];
  }
}

/** As long as the ARN of a log group, the longest here, of a stack with a long name. */
const LONGEST_ARN = 'x'.repeat(250);

/** The length once CloudFormation has put in what it knows: taken as long as it can be. */
function lengthOf(document: unknown): number {
  return JSON.stringify(document, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('Fn::GetAtt' in value) return LONGEST_ARN;
    if ('Ref' in value) return String(value.Ref).startsWith('AWS::') ? String(value.Ref) : LONGEST_ARN;
    if ('Fn::Join' in value) return joined(value['Fn::Join'] as [string, unknown[]]);
    return value;
  }).length;
}

function joined([separator, parts]: [string, unknown[]]): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : 'Fn::GetAtt' in (part as object) ? LONGEST_ARN : 'x'.repeat(25)))
    .join(separator);
}
