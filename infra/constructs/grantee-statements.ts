import { Stack, Token } from 'aws-cdk-lib';
import type { IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { InvalidGrantee } from './invalid-grantee.ts';

/**
 * Adds statements to the policies of a role or user. What is in another account, its own policies alone cannot let in.
 * @param instead the option that lets in whoever is elsewhere
 * @throws InvalidGrantee when the grantee is of another account, or has no policies of its own
 */
export function addStatements(
  scope: Construct,
  grantee: IGrantable,
  statements: readonly PolicyStatement[],
  instead: string,
): void {
  const { grantPrincipal } = grantee;
  const { account } = Stack.of(scope);
  const { principalAccount } = grantPrincipal;
  const isElsewhere =
    principalAccount !== undefined &&
    principalAccount !== account &&
    !Token.isUnresolved(principalAccount) &&
    !Token.isUnresolved(account);
  if (isElsewhere)
    throw new InvalidGrantee(`${scope.node.path}: the grantee is in the account ${principalAccount}`, instead);
  for (const statement of statements) {
    const { statementAdded } = grantPrincipal.addToPrincipalPolicy(statement);
    if (!statementAdded)
      throw new InvalidGrantee(`${scope.node.path}: the grantee has no policies of its own`, instead);
  }
}
