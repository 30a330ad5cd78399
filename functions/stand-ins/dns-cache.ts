import { leftOut } from './left-out.ts';

/** got makes one for the option `dnsCache`. */
export default function DnsCache(): never {
  leftOut('The cache of names');
}
