import { AwsError, type WireObject } from '../../aws/aws-service.ts';

/**
 * One page of a list, as KMS cuts them. The marker is the last item that was told, so that a page neither repeats
 * nor skips anything when others are added or removed meanwhile.
 * @param name the field that carries the items
 * @param idOf what tells an item from the others
 * @throws AwsError `InvalidMarkerException`
 */
export function page<Item>(
  name: string,
  items: readonly Item[],
  idOf: (item: Item) => string,
  limit: number,
  marker: string | undefined,
): WireObject {
  const start = marker === undefined ? 0 : items.findIndex((item) => encoded(idOf(item)) === marker) + 1;
  if (marker !== undefined && start === 0) throw new AwsError('InvalidMarkerException', 'Could not deserialize marker');
  const told = items.slice(start, start + limit);
  const last = told.at(-1);
  const truncated = start + limit < items.length;
  return {
    [name]: told,
    Truncated: truncated,
    ...(truncated && last !== undefined ? { NextMarker: encoded(idOf(last)) } : {}),
  };
}

function encoded(id: string): string {
  return Buffer.from(id).toString('base64');
}
