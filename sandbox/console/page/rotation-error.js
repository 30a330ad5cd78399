/**
 * Why a rotation failed, in a sentence: a function's failure comes as JSON with a trace.
 * @param {string} error
 */
export function readableError(error) {
  const [, step, payload] = /^(\w+): (\{.*\})$/s.exec(error) ?? [];
  if (payload === undefined) return error;
  try {
    const { errorType, errorMessage } = /** @type {Record<string, string>} */ (JSON.parse(payload));
    return `${step}: ${errorMessage} (${errorType})`;
  } catch {
    return error;
  }
}
