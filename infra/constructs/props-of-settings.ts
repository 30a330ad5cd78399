import { Duration } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { ClientSettings } from '../settings/client.ts';
import type { Settings } from '../settings/settings.ts';
import type { ClientProps } from './client-props.ts';
import { rateDuration } from './durations.ts';
import { Grant } from './grant.ts';
import type { Click2MailTokenRotationProps } from './props.ts';

/** What concerns the stacks and not what is in one. */
const OF_STACKS = ['stackName', 'account', 'region', 'stacks', 'tags'] as const;

/** The options of a rotation that say what the settings of `cdk.json` do. */
export function propsOfSettings(scope: Construct, settings: Settings): Click2MailTokenRotationProps {
  const { topicArn, ...alarms } = settings.alarms;
  return {
    ...without(settings, OF_STACKS),
    sweepEvery: Duration.seconds(settings.sweepEvery),
    checkEvery: settings.checkEvery === 0 ? 'never' : Duration.seconds(settings.checkEvery),
    alarms: { ...alarms, ...(topicArn !== undefined && { topic: Topic.fromTopicArn(scope, 'AlarmTopic', topicArn) }) },
    clients: Object.fromEntries(
      Object.entries(settings.clients).map(([name, client]) => [name, propsOfClient(client)]),
    ),
  };
}

/** What a grant says, what was worked out, and the stack. */
const NOT_OF_CLIENT = ['assertion', 'existingKeyArn', 'graceSeconds', 'ttlSeconds', 'stack'] as const;

function propsOfClient(settings: ClientSettings & { readonly assertion?: unknown }): ClientProps {
  return {
    ...without(settings, NOT_OF_CLIENT),
    grant: grantOf(settings),
    rotateEvery: rateDuration(settings.rotateEvery),
    grace: Duration.seconds(settings.graceSeconds),
  };
}

function grantOf(settings: ClientSettings): Grant {
  switch (settings.grant) {
    case 'assertion': {
      const { assertion, existingKeyArn } = settings;
      return Grant.assertion({
        ...without(assertion, ['lifetimeSeconds']),
        lifetime: Duration.seconds(assertion.lifetimeSeconds),
        ...(existingKeyArn !== undefined && { existingKeyArn }),
      });
    }
    case 'client-secret':
      return Grant.clientSecret();
    case 'short-term-token':
      return Grant.shortTermToken();
  }
}

function without<T extends object, Key extends keyof T>(object: T, keys: readonly Key[]): Omit<T, Key> {
  const rest = { ...object };
  for (const key of keys) delete (rest as Partial<T>)[key];
  return rest;
}
