import { leftOut } from './left-out.ts';

/** No error is one of these. */
export class CacheError extends Error {}

/** got makes one for the option `cache`. */
export default function CacheableRequest(): never {
  leftOut('The cache of answers');
}
