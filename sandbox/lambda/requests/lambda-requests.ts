import * as v from 'valibot';
import type { WireObject } from '../../aws/aws-service.ts';
import { oneOf, patterned, type RequestShape, unserved } from '../../aws/request-shape.ts';
import type { LoopbackRequest } from '../../loopback-server.ts';
import { ANY_FUNCTION_NAME, PLAIN_FUNCTION_NAME } from '../function-name.ts';

const named = {
  FunctionName: patterned(1, 256, ANY_FUNCTION_NAME),
  Qualifier: v.optional(patterned(1, 128, new RegExp(String.raw`\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`))),
};

/** What each operation is asked: https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export const LAMBDA_REQUESTS = {
  Invoke: v.object({
    ...named,
    InvocationType: v.optional(oneOf(['Event', 'RequestResponse', 'DryRun']), 'RequestResponse'),
    LogType: v.optional(oneOf(['None', 'Tail']), 'None'),
    ClientContext: unserved,
    DurableExecutionName: unserved,
    Payload: v.instance(Buffer),
    TenantId: unserved,
  }),
  GetFunction: v.object(named),
  GetFunctionConfiguration: v.object(named),
  GetPolicy: v.object(named),
  ListAliases: v.object({
    FunctionName: patterned(1, 140, PLAIN_FUNCTION_NAME),
    FunctionVersion: unserved,
    Marker: unserved,
    MaxItems: unserved,
  }),
  ListFunctions: v.object({
    MasterRegion: unserved,
    FunctionVersion: unserved,
    Marker: unserved,
    MaxItems: unserved,
  }),
} satisfies Record<string, RequestShape>;

export type LambdaOperation = keyof typeof LAMBDA_REQUESTS;

/** The members that travel as headers. */
const HEADERS = {
  InvocationType: 'x-amz-invocation-type',
  LogType: 'x-amz-log-type',
  ClientContext: 'x-amz-client-context',
  DurableExecutionName: 'x-amz-durable-execution-name',
  TenantId: 'x-amz-tenant-id',
};

/** The members of a request, wherever they travel: in the path, the query, the headers or as the body. */
export function membersOf({ query, headers, body }: LoopbackRequest, functionName: string | undefined): WireObject {
  return {
    ...Object.fromEntries(new URLSearchParams(query)),
    ...Object.fromEntries(Object.entries(HEADERS).map(([member, header]) => [member, headers[header]])),
    Payload: body,
    FunctionName: functionName,
  };
}
