import { leftOut } from './left-out.ts';

/** got's client of HTTP/2. */
export default {
  auto: () => leftOut('HTTP/2'),
  get globalAgent(): never {
    return leftOut('HTTP/2');
  },
};
