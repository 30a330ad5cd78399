import type { Run } from '../run.ts';
import type { CleanedUp } from './cleaned-up.ts';

/** Something that is still there, and the command that shows it. */
export interface Remaining {
  readonly what: string;
  readonly look: string;
}

/** What is left of a run: what waits for its deletion, and what is not the run's to delete. */
export function remainsOf(
  { name, made, sandbox, accountId, region, awsCommand }: Run,
  all: readonly CleanedUp[],
): Remaining[] {
  const waiting = all.flatMap(({ kind, name: thing, answer, look }) =>
    look === undefined ? [] : [{ what: `${kind} ${thing}: ${answer}`, look }],
  );
  if (sandbox !== undefined || made.stacks.size === 0) return waiting;
  return [
    ...waiting,
    {
      what: 'the functions’ code in the CDK’s bucket, which keeps that of every deployment',
      // The bucket's name in a region that was bootstrapped without a qualifier of its own.
      look: awsCommand(`s3 ls s3://cdk-hnb659fds-assets-${accountId}-${region}`),
    },
    {
      what: 'metrics, which cost nothing any more and are forgotten after 15 months',
      look: `CloudWatch has them in the namespace ${name}.`,
    },
    { what: 'the public key at Click2Mail, if it was registered there', look: 'Have Click2Mail take it back.' },
  ];
}
