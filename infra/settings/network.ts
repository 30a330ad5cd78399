import * as v from 'valibot';
import { patternOrToken, settingsObject } from './shapes.ts';

const idsOf = (kind: 'subnet' | 'sg', what: string) =>
  v.pipe(
    v.array(
      v.pipe(
        v.string('must be text'),
        patternOrToken(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `must be the id of a ${what}`),
      ),
      `must be a list of ids of ${what}s`,
    ),
    v.nonEmpty(`must name at least one ${what}`),
  );

/** The private network that the functions run in. It is not looked up, so that synth needs no credentials. */
export const vpcSettings = settingsObject({
  vpcId: v.pipe(v.string('must be text'), patternOrToken(/^vpc-[0-9a-f]{8,17}$/, 'must be the id of a VPC')),
  subnetIds: idsOf('subnet', 'subnet'),
  securityGroupIds: idsOf('sg', 'security group'),
});

export type VpcSettings = v.InferOutput<typeof vpcSettings>;

/** A proxy for the calls to Click2Mail's API. A password in it would stand in the template for all to read. */
export const egressProxy = v.pipe(
  v.string('must be an http or https URL'),
  v.check(isProxyUrl, 'must be an http or https URL of a host and port, without user, password or path'),
);

function isProxyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username + password + search + hash === '' && pathname === '/';
}
