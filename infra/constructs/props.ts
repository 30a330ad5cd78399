import type { Duration } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { FunctionCode } from './function-code.ts';
import type { ClientProps, ConsumerProps } from './client-props.ts';

/** Whom the alarms tell. With neither they exist and tell nobody; with both, synth fails. */
export interface AlarmProps {
  /** A topic of yours. It, and its key, have to let CloudWatch publish. */
  readonly topic?: ITopic;
  /** An address, for which a topic is made. Whoever reads it has to confirm the subscription. */
  readonly email?: string;
}

/** A private network that the functions run in. The ids may be those of constructs of yours. */
export interface NetworkProps {
  readonly vpcId: string;
  /** At least one. */
  readonly subnetIds: readonly string[];
  /** At least one. */
  readonly securityGroupIds: readonly string[];
}

/** Another region that keeps copies of the token secrets. */
export interface ReplicaRegionProps {
  readonly region: string;
  /**
   * ARN of a key in that region.
   * @default - aws/secretsmanager of that region
   */
  readonly keyArn?: string;
}

/**
 * The options of `Click2MailTokenRotation`. What cannot be used fails at synth with `InvalidSettings`, whose message has
 * one line for each problem, by the path of the option: `clients.acme.grace: is too short: …`.
 */
export interface Click2MailTokenRotationProps {
  /** One entry for each client, by a name of yours: 2 to 40 lower-case letters, digits and hyphens. At least one. */
  readonly clients: Readonly<Record<string, ClientProps>>;
  /**
   * One entry for each application that gets short-term tokens. The name becomes that of a Lambda alias: 1 to 128 letters,
   * digits, hyphens and underscores, and not digits alone.
   * @default - none, and no function that vends
   */
  readonly consumers?: Readonly<Record<string, ConsumerProps>>;
  /**
   * What the names of secrets and keys begin with, 1 to 64 lower-case letters, digits, hyphens, underscores and slashes.
   * Two rotations in one account and region need two prefixes where their clients have the same names.
   * @default 'click2mail'
   */
  readonly namePrefix?: string;
  /**
   * The API, an https URL.
   * @default 'https://api.click2mail.com/v2'
   */
  readonly apiBaseUrl?: string;
  /**
   * Time between two sweeps, which revoke superseded tokens and heal what is stuck: 5 to 60 minutes.
   * @default Duration.minutes(15)
   */
  readonly sweepEvery?: Duration;
  /**
   * How often the API is asked whether a client's current token works: from `sweepEvery` to 24 hours.
   * @default Duration.hours(1)
   */
  readonly checkEvery?: Duration | 'never';
  /**
   * Whether each client that signs assertions has a key of its own, or all share one algorithm and key.
   * @default 'per-client'
   */
  readonly signingKeys?: 'per-client' | 'shared';
  /**
   * A number of this rotation's own, 1 to 100, where several share one `namePrefix` and each shares its signing keys: the
   * name of the shared key has it.
   * @default 1
   */
  readonly stackNumber?: number;
  /**
   * Whether X-Ray sees the functions' calls.
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * How long the functions' logs are kept. The log groups themselves stay when the stack goes.
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetentionDays?: RetentionDays;
  /**
   * ARN or name of a managed policy that bounds every role.
   * @default - none
   */
  readonly permissionsBoundary?: string;
  /** @default - the functions run in no network of yours */
  readonly vpc?: NetworkProps;
  /**
   * A proxy for the calls to Click2Mail: an http or https URL without user or password.
   * @default - none
   */
  readonly egressProxy?: string;
  /** @default - none */
  readonly replicaRegions?: readonly ReplicaRegionProps[];
  /**
   * How much of it is watched, which is most of what a small rotation costs: all alarms, metrics and the dashboard; the
   * essential ones; or none. With `none`, `alarms` is refused.
   * @default 'full'
   */
  readonly monitoring?: 'full' | 'essential' | 'none';
  /** @default - alarms that tell nobody */
  readonly alarms?: AlarmProps;
  /**
   * How many vends may run at once, 1 to 1000; it is taken from what the account has.
   * @default - what the account has
   */
  readonly vendorConcurrency?: number;
  /**
   * Where the functions' code comes from, instead of the package.
   * @internal
   */
  readonly functions?: FunctionCode;
}
