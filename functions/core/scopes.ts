/** Whether a granted scope covers an asked one: `jobs:*` covers `jobs:submit`, and `*` covers everything. */
export function covers(granted: string, asked: string): boolean {
  if (granted === '*' || granted === asked) return true;
  return granted.endsWith(':*') && asked.startsWith(granted.slice(0, -1));
}

/** The asked scopes that none of the granted ones covers. */
export function uncovered(asked: readonly string[], granted: readonly string[]): string[] {
  return asked.filter((scope) => !granted.some((grant) => covers(grant, scope)));
}

/** The scope that gives least: where there is one, one without a wildcard that does not reach the tokens themselves. */
export function narrowest(scopes: readonly string[]): string | undefined {
  const harmless = scopes.filter((scope) => !scope.startsWith('tokens:'));
  return [harmless, scopes].flatMap((some) => some.find((scope) => !scope.includes('*')) ?? some[0] ?? [])[0];
}
