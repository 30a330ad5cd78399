import { AwsError } from '../../aws/aws-service.ts';

interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page starts; none when this is the last. */
  readonly next?: number;
}

/**
 * Some of the items, from where the last page ended.
 * @throws InvalidNextTokenException
 */
export function pageOf<Item>(items: readonly Item[], size: number, token: string | undefined): Page<Item> {
  const start = token === undefined ? 0 : Number(/^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1]);
  if (Number.isNaN(start)) throw new AwsError('InvalidNextTokenException', 'The NextToken is not valid.');
  const end = start + size;
  return { items: items.slice(start, end), ...(end < items.length && { next: end }) };
}

/** The token as the API answers it. */
export function nextToken({ next }: Page<unknown>): { readonly NextToken?: string } {
  return next === undefined ? {} : { NextToken: Buffer.from(`after:${next}`).toString('base64url') };
}
