/** What a rule is made of: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export interface RuleDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  readonly scheduleExpression: string;
  readonly isEnabled: boolean;
  readonly targets: readonly RuleTarget[];
}

export interface RuleTarget {
  readonly id: string;
  readonly functionArn: string;
  /** JSON that the function gets in place of the event. */
  readonly input?: string | undefined;
  /** It changes nothing here: Lambda accepts every event at once. */
  readonly retryPolicy?: object | undefined;
}

/** A rule as it stands; whether it is enabled may have changed since it was made. */
export interface StandingRule extends RuleDefinition {
  readonly arn: string;
}
