import { leftOut } from './left-out.ts';

/** The SDK reads a browser's name with it. */
export const parse = (): never => leftOut('bowser');

export default { parse };
