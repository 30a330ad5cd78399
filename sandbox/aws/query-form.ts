import type { WireObject } from './aws-service.ts';

/**
 * The items of a list in a form of the query protocol: `ActionNames.member.1`, `ActionNames.member.2` and so on.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export function formList(input: WireObject, name: string): string[] {
  return formObjects(input, name).map((item) => String(item['']));
}

/** The items of a list of structures, each with its own fields; a plain item has the one field ''. */
export function formObjects(input: WireObject, name: string): WireObject[] {
  const items = new Map<number, Record<string, unknown>>();
  for (const [key, value] of Object.entries(input)) {
    const [, number, field = ''] = new RegExp(`^${name}\\.member\\.(\\d+)(?:\\.(.+))?$`).exec(key) ?? [];
    if (number === undefined) continue;
    const item = items.get(Number(number)) ?? {};
    item[field] = value;
    items.set(Number(number), item);
  }
  return [...items.entries()].toSorted(([left], [right]) => left - right).map(([, item]) => item);
}
