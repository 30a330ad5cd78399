import * as v from 'valibot';
import { API_OPERATIONS } from '../click2mail-api/routes.ts';
import type { Faults } from '../faults.ts';
import { SERVED_OPERATIONS } from '../served-operations.ts';
import { SERVICES, type ServiceName } from '../service-name.ts';
import { BadOrder } from './bad-order.ts';
import type { TokenOrders } from './token-orders.ts';

/** What a fault can strike: operations by service. A function URL's invocation has a path and no name of AWS's. */
export const KNOWN_OPERATIONS: Readonly<Record<ServiceName, readonly string[]>> = {
  click2mail: API_OPERATIONS,
  ...SERVED_OPERATIONS,
  lambda: [...SERVED_OPERATIONS.lambda, 'InvokeFunctionUrl'],
};

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const name = v.pipe(v.string(), v.nonEmpty());

/** A fault that strikes calls to come. */
const CallFault = v.strictObject({
  kind: v.picklist(['refuse', 'throttle', 'delay', 'lose-answer', 'oversize', 'kill']),
  service: v.exactOptional(v.picklist(SERVICES)),
  operation: v.exactOptional(v.string()),
  functionName: v.exactOptional(v.string()),
  nth: v.exactOptional(count),
  times: v.exactOptional(count),
  status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  code: v.exactOptional(v.string()),
  seconds: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(3600))),
  afterActing: v.exactOptional(v.boolean()),
});

/** A token is revoked at the API, at once, and the stack is not told. */
const RevokeAtApi = v.strictObject({
  kind: v.literal('revoke-at-api'),
  /** Its current token. */
  client: v.exactOptional(name),
  tokenId: v.exactOptional(name),
});

/** Body of `POST /api/faults`. */
export const FaultOrderBody = v.variant('kind', [CallFault, RevokeAtApi]);

export type FaultOrderBody = v.InferOutput<typeof FaultOrderBody>;

interface FaultTakers {
  readonly faults: Pick<Faults, 'order'>;
  readonly tokens: Pick<TokenOrders, 'revokeAtApi'>;
  /** The names of all functions. */
  readonly functions: readonly string[];
}

/**
 * Has a fault strike from now on, or a token revoked at once.
 * @returns what was done at once
 * @throws BadOrder when it names what is not there, and so would never strike
 */
export function orderFault(
  order: FaultOrderBody,
  { faults, tokens, functions }: FaultTakers,
): { readonly revoked?: string } {
  if (order.kind === 'revoke-at-api') return { revoked: tokens.revokeAtApi(oneOf(order)) };
  refuseUnknownOperation(order);
  const { functionName } = order;
  if (functionName !== undefined && !functions.includes(functionName)) {
    throw new BadOrder(`functionName: there is no function ${functionName}. There are: ${functions.join(', ')}`);
  }
  faults.order(order);
  return {};
}

function oneOf({ client, tokenId }: v.InferOutput<typeof RevokeAtApi>) {
  if (client !== undefined && tokenId === undefined) return { client };
  if (client === undefined && tokenId !== undefined) return { tokenId };
  throw new BadOrder('client: name a client, whose current token is revoked, or a tokenId: one of the two');
}

function refuseUnknownOperation({ service, operation }: v.InferOutput<typeof CallFault>): void {
  const asked = service === undefined ? SERVICES : [service];
  if (operation === undefined || asked.some((one) => KNOWN_OPERATIONS[one].includes(operation))) return;
  const known = asked.map((one) => `${one}: ${KNOWN_OPERATIONS[one].join(', ')}`);
  const nobody = service === undefined ? 'no service has' : `${service} has no`;
  throw new BadOrder(`operation: ${nobody} ${operation}. There are, of ${known.join('; of ')}`);
}
