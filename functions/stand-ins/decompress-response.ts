import { leftOut } from './left-out.ts';

/** got calls it for the option `decompress`. */
export default (): never => leftOut('Decompression by got');
