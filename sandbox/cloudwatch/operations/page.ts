import { AwsError } from '../../aws/aws-service.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  /** As the API answers it; empty on the last page. */
  readonly token: { readonly NextToken?: string };
}

/**
 * Some of the items, from where the last page ended.
 * @param errorName each operation has its own for a token that is not one of its own
 * @throws AwsError with that name
 */
export function pageOf<Item>(
  items: readonly Item[],
  size: number,
  token: string | undefined,
  errorName = 'InvalidNextToken',
): Page<Item> {
  const start = token === undefined ? 0 : Number(/^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1]);
  if (Number.isNaN(start)) throw new AwsError(errorName, 'The NextToken is not valid.');
  const end = start + size;
  const next = Buffer.from(`after:${end}`).toString('base64url');
  return { items: items.slice(start, end), token: end < items.length ? { NextToken: next } : {} };
}
