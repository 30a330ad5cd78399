import * as v from 'valibot';
import { oneOf, unserved } from '../../aws/request-shape.ts';
import { acceptedPayload } from '../lambda-errors.ts';
import { functionMembers, operation } from './operation.ts';
import { requireReachable } from './reachable-function.ts';

/** What Invoke answers. A type, so that it counts as an object of the wire. */
export type Invocation = {
  readonly StatusCode: number;
  readonly RequestId?: string;
  readonly ExecutedVersion?: string;
  readonly FunctionError?: string | undefined;
  /** Base64. */
  readonly LogResult?: string | undefined;
  readonly Payload?: Buffer;
};

const request = v.object({
  ...functionMembers,
  InvocationType: v.optional(oneOf(['Event', 'RequestResponse', 'DryRun']), 'RequestResponse'),
  LogType: v.optional(oneOf(['None', 'Tail']), 'None'),
  ClientContext: unserved,
  DurableExecutionName: unserved,
  Payload: v.instance(Buffer),
  TenantId: unserved,
});

/** Waits while the clock is being moved. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const invoke = operation(request, async (input, caller, { lambda }): Promise<Invocation> => {
  const { FunctionName, Qualifier: qualifier, InvocationType: invocationType, LogType, Payload } = input;
  requireReachable(input, 'Invoke', caller);
  await lambda.admitted(caller);
  if (invocationType === 'DryRun') {
    lambda.find(FunctionName, qualifier);
    acceptedPayload(Payload, 'RequestResponse');
    return { StatusCode: 204 };
  }
  const result = await lambda.invoke(FunctionName, Payload, { qualifier, invocationType });
  const accepted = { StatusCode: result.status, RequestId: result.requestId };
  if (invocationType === 'Event') return accepted;
  return {
    ...accepted,
    ExecutedVersion: result.executedVersion,
    FunctionError: result.functionError,
    LogResult: LogType === 'Tail' ? Buffer.from(result.logTail).toString('base64') : undefined,
    Payload: result.payload,
  };
});
