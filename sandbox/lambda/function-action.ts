/** The IAM action of an operation of Lambda; only Invoke is called otherwise in IAM. */
export function functionAction(operation: string): string {
  return `lambda:${operation === 'Invoke' ? 'InvokeFunction' : operation}`;
}
