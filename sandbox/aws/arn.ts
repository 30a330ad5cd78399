/** Six parts, of which region and account may be empty: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/s;

/** Whether the text has the form of an ARN, whatever it names. */
export function isArn(text: string): boolean {
  return ARN.test(text);
}
