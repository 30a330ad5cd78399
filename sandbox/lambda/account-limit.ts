/**
 * How many invocations may run at once in the sandbox's account. Each has a process of its own here: the 1,000 that AWS gives
 * most accounts would not fit on a machine, and an account's number may be any
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
export const ACCOUNT_CONCURRENCY = 100;
