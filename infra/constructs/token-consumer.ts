import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ConsumerAlias } from '../consumer-alias.ts';
import { addStatements } from './grantee-statements.ts';

/** A consumer of short-term tokens, for the rest of the app. */
export class TokenConsumer {
  /** Its name among `consumers`, and of the Lambda alias. */
  readonly name: string;
  readonly #alias: ConsumerAlias;

  /** @internal */
  constructor(name: string, alias: ConsumerAlias) {
    this.name = name;
    this.#alias = alias;
  }

  /** Name of the function that vends; it is invoked by the consumer's alias. */
  get functionName(): string {
    return this.#alias.functionName;
  }

  /** What the consumer invokes. */
  get aliasArn(): string {
    return this.#alias.aliasArn;
  }

  /** Where the consumer asks by HTTPS; undefined without the option `functionUrl`. */
  get functionUrl(): string | undefined {
    return this.#alias.functionUrl;
  }

  /**
   * Lets a role or user of the same account ask for this consumer's tokens, by invoking the alias, and at its URL if it
   * has one.
   * @throws InvalidGrantee for whoever is elsewhere: name those in the consumer's `principals`
   */
  grantVend(grantee: IGrantable): void {
    const ask = (action: string, conditions = {}) =>
      new PolicyStatement({ actions: [action], resources: [this.aliasArn], conditions });
    const statements = [ask('lambda:InvokeFunction')];
    if (this.functionUrl !== undefined) {
      // A call of a function URL needs both (belief: function-url).
      statements.push(ask('lambda:InvokeFunctionUrl', { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } }));
    }
    addStatements(this.#alias, grantee, statements, `consumers.${this.name}.principals`);
  }
}
