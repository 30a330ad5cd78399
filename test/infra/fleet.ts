import { acmeWith, type Json } from './synthesised-stack.ts';

const GRANTS = ['assertion', 'assertion', 'client-secret', 'short-term-token'];

/** So many clients of every grant, some of which have readers in another account. */
export function fleet(count: number): Readonly<Record<string, Json>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`client-${index}`, member(index)]));
}

function member(index: number): Json {
  const grant = GRANTS[index % GRANTS.length];
  return acmeWith({
    clientId: `c2m_${index}`,
    grant,
    rotateEvery: index % 3 === 0 ? 'rate(30 days)' : 'monthly',
    ...(grant === 'short-term-token' ? { scopes: ['jobs:submit', 'tokens:write'] } : {}),
    ...(grant === 'assertion' && index % 10 === 0 ? { readers: ['arn:aws:iam::444455556666:role/reader'] } : {}),
  });
}
