import type { CallSubject } from '../aws/authorise.ts';
import type { ResourcePlace } from './access-request.ts';
import type { ContextValues } from './policy-evaluation.ts';
import { type CallsAs, SERVICE_CALLS, type ServiceCall } from './service-calls.ts';

/** A call of one service by another. */
export interface CallingService {
  /** For example `events.amazonaws.com`. */
  readonly service: string;
  readonly as: CallsAs;
  readonly action: string;
}

/** What a service presents with its call. */
export interface Presented {
  readonly keys: ContextValues;
  /** Undefined where the table names none. */
  readonly encryptionContext: Readonly<Record<string, string>> | undefined;
}

/**
 * What a service presents when it calls another, by the table.
 * @throws Error for a call that is not in the table, and for one of which something is not known that it presents
 */
export function presentedBy(call: CallingService, subject: CallSubject, place: ResourcePlace): Presented {
  const row = rowOf(call, place);
  const valuesOf = (values: ServiceCall['keys']): Record<string, string> =>
    Object.fromEntries(
      Object.entries(values).map(([key, valueOf]) => {
        const value = valueOf(subject, place);
        if (value === undefined) throw new Error(`${call.service} presents ${key} for ${call.action}, but which?`);
        return [key, value];
      }),
    );
  return {
    keys: valuesOf(row.keys),
    encryptionContext: row.encryptionContext === undefined ? undefined : valuesOf(row.encryptionContext),
  };
}

function rowOf({ service, as, action }: CallingService, { region }: ResourcePlace): ServiceCall {
  const found = SERVICE_CALLS.find(
    (row) => row.as === as && row.actions.includes(action) && row.service.replace('<region>', region) === service,
  );
  if (found !== undefined) return found;
  throw new Error(
    `Nobody knows what ${service} presents when it calls ${action} as ${NAMES[as]}: ` +
      'the sandbox needs a row with evidence in sandbox/iam/service-calls.ts.',
  );
}

const NAMES: Readonly<Record<CallsAs, string>> = { service: 'itself', caller: 'its caller', role: 'a role' };
