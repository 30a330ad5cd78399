import { AwsError } from '../aws/aws-service.ts';

const TERM = /^\(?\s*\$\.([\w.]+)\s*=\s*"([^"]*)"\s*\)?$/;

/**
 * Reads a filter pattern of CloudWatch Logs: one that compares fields of a JSON line with texts, such as
 * `{ ($.level = "ERROR") && ($.client = "acme") }`. Without a pattern every line fits.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws AwsError `InvalidParameterException` for patterns of other kinds, which the sandbox does not have
 */
export function filterOf(pattern: string): (line: string) => boolean {
  if (pattern.trim() === '') return () => true;
  const inner = /^\{(.*)\}$/s.exec(pattern.trim())?.[1];
  const terms = inner?.split('&&').map((term) => TERM.exec(term.trim()));
  if (terms === undefined || terms.includes(null)) {
    throw new AwsError('InvalidParameterException', 'Invalid filter pattern');
  }
  return (line) => {
    const record = parsed(line);
    return terms.every((term) => term !== null && valueAt(record, term[1] ?? '') === term[2]);
  };
}

function valueAt(record: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
      record,
    );
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
