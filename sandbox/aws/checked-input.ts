import * as v from 'valibot';
import type { WireObject } from './aws-service.ts';
import { inputRefusal } from './input-refusal.ts';
import type { RequestShape } from './request-shape.ts';

/**
 * The request, if it has the shape. Members that the shape does not name are left out, as AWS ignores what an operation
 * never had; a member that is null counts as absent.
 * @param errorName `ValidationException` in the JSON protocols, `ValidationError` in the query protocol
 * @throws AwsError with that name, with all constraints that are not met, and for a member that is `unserved`;
 * `SerializationException` when a value is of another type
 */
export function checked<Shape extends RequestShape>(
  shape: Shape,
  input: WireObject,
  errorName = 'ValidationException',
): v.InferOutput<Shape> {
  const result = v.safeParse(shape, present(input));
  if (result.success) return result.output;
  throw inputRefusal(result.issues, shape, errorName);
}

/** The value without the members that are null. */
function present(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(present);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, present(member)]));
}
