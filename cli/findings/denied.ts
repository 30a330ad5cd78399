/** Whether a failure's message says that IAM or a policy denied a call. */
export function isDenied(message: string | undefined): boolean {
  return message !== undefined && /AccessDenied|not authorized/.test(message);
}
