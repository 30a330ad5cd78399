import type * as v from 'valibot';
import type { Caller, WireObject } from './aws-service.ts';
import { checked } from './checked-input.ts';

/**
 * Makes a service's operations: each has the shape of its request, and is run with a request that has it. `Setting` is
 * what the service's operations work with.
 * @param errorName what the service calls a request that does not have the shape; see `checked`
 */
export function operationsOn<Setting>(errorName?: string) {
  return <Shape extends v.GenericSchema, Answer extends WireObject | Promise<WireObject>>(
      shape: Shape,
      run: (input: v.InferOutput<Shape>, caller: Caller, setting: Setting) => Answer,
    ) =>
    (input: WireObject, caller: Caller, setting: Setting): Answer =>
      run(checked(shape, input, errorName), caller, setting);
}
