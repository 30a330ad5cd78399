import type { TemplateResource } from '../../../sandbox/stack/assembly.ts';

export const ACCOUNT = '123456789012';

export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;

/** A policy document of these statements. */
export const policyOf = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });

type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export function allow(Action: string | readonly string[], Resource: unknown, Condition?: Conditions) {
  return { Effect: 'Allow', Action, Resource, ...(Condition === undefined ? {} : { Condition }) };
}

export function deny(Action: string | readonly string[], Resource: unknown, Condition?: Conditions) {
  return { ...allow(Action, Resource, Condition), Effect: 'Deny' };
}

/** A statement of a resource's policy: who is meant, and what the statement says. */
export const principal = (Principal: unknown, statement: object) => ({ ...statement, Principal });

/** A role of this name, whose only policy has these statements. */
export function roleOf(
  RoleName: string,
  statements: readonly object[],
  properties: Readonly<Record<string, unknown>> = {},
): TemplateResource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName,
      AssumeRolePolicyDocument: policyOf({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'lambda.amazonaws.com' },
      }),
      ...(statements.length === 0
        ? {}
        : { Policies: [{ PolicyName: 'Own', PolicyDocument: policyOf(...statements) }] }),
      ...properties,
    },
  };
}
