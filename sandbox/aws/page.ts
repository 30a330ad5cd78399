import type { AwsError } from './aws-service.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; empty on the last one. */
  readonly next: { readonly NextToken?: string };
}

/**
 * Some of the items, from where the last page ended.
 * @param refused what the service answers to a token that it never gave
 * @throws AwsError that one
 */
export function pageOf<Item>(
  items: readonly Item[],
  size: number,
  token: string | undefined,
  refused: () => AwsError,
): Page<Item> {
  const start = token === undefined ? 0 : Number(/^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1]);
  if (Number.isNaN(start)) throw refused();
  const end = start + size;
  const next = end < items.length ? { NextToken: Buffer.from(`after:${end}`).toString('base64url') } : {};
  return { items: items.slice(start, end), next };
}
