/** The region in a secret's ARN. */
export function regionOf(secretArn: string): string {
  return secretArn.split(':')[3] ?? '';
}

/**
 * The ARN of the same secret in another region: a replica's differs from its primary's in nothing else.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/replicate-secrets.html
 */
export function arnIn(region: string, secretArn: string): string {
  return secretArn
    .split(':')
    .map((part, index) => (index === 3 ? region : part))
    .join(':');
}
