import * as v from 'valibot';
import type { WireObject } from '../aws-service.ts';
import { listOf } from '../request-shape.ts';

type Branch = Map<string, Branch | string>;

/**
 * The fields of a form as the structures and lists that they stand for: `Tags.member.1.Key` is the Key of the first of
 * the Tags, `Tags=` an empty list. Every value is a text. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function formInput(fields: Readonly<Record<string, string>>): WireObject {
  const root: Branch = new Map();
  for (const [name, value] of Object.entries(fields)) plant(root, name.split('.'), value);
  return Object.fromEntries([...root].map(([name, value]) => [name, grown(value)]));
}

/** A list in such a form, where one without items is an empty text. */
export const formList = <Item extends v.GenericSchema>(item: Item, most = Infinity) =>
  v.pipe(
    v.unknown(),
    v.transform((list) => (list === '' ? [] : list)),
    listOf(item, 0, most),
  );

function plant(branch: Branch, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    branch.set(name, value);
    return;
  }
  const known = branch.get(name);
  const next: Branch = known instanceof Map ? known : new Map<string, Branch | string>();
  branch.set(name, next);
  plant(next, rest, value);
}

function grown(value: Branch | string): unknown {
  if (typeof value === 'string') return value;
  const members = value.get('member');
  if (value.size === 1 && members instanceof Map) {
    const items = [...members].toSorted(([left], [right]) => Number(left) - Number(right));
    return items.map(([, item]) => grown(item));
  }
  return Object.fromEntries([...value].map(([name, item]) => [name, grown(item)]));
}
