import type * as v from 'valibot';
import type { AwsServiceName } from '../service-name.ts';
import type { Caller, WireObject } from './aws-service.ts';
import { checked } from './checked-input.ts';
import type { RequestShape } from './request-shape.ts';
import { unknownOperation } from './unknown-operation.ts';

/** One operation of a service: what it does, and the members that its request may have. */
export interface Operation<Setting, Answer = WireObject | Promise<WireObject>> {
  /** @throws AwsError as AWS would answer */
  (input: WireObject, caller: Caller, setting: Setting): Answer;
  /** Those that AWS's model has, served or not. */
  readonly members: readonly string[];
}

/** A service's operations by AWS's names. */
export type Operations<Setting> = Readonly<Record<string, Operation<Setting>>>;

/** @throws AwsError as AWS answers where the service has no operation of this name */
export function operationOf<Setting>(
  operations: Operations<Setting>,
  service: AwsServiceName,
  name: string,
): Operation<Setting> {
  const found = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (found === undefined) throw unknownOperation(service, name);
  return found;
}

/**
 * Makes a service's operations: each has the shape of its request, and is run with a request that has it. `Setting` is
 * what the service's operations work with.
 * @param errorName what the service calls a request that does not have the shape; see `checked`
 */
export function operationsOn<Setting>(errorName?: string) {
  return <Shape extends RequestShape, Answer extends WireObject | Promise<WireObject>>(
    shape: Shape,
    run: (input: v.InferOutput<Shape>, caller: Caller, setting: Setting) => Answer,
  ): Operation<Setting, Answer> => {
    const operation = (input: WireObject, caller: Caller, setting: Setting) =>
      run(checked(shape, input, errorName), caller, setting);
    return Object.assign(operation, { members: Object.keys(shape.entries) });
  };
}
