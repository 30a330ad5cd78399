import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from '../aws/aws-service.ts';
import type { NewResource, ResourceMaker, ResourceMakers } from './deployment.ts';
import { physicalName } from './physical-name.ts';
import type { ResourceChanges } from './stack-update.ts';

/**
 * What only watches the stack and tells people: it is named, so that others may refer to it, and nothing is made. The
 * tests evaluate the alarms themselves.
 */
export function watchingResources(): ResourceMakers {
  return {
    'AWS::CloudWatch::Alarm': named('AlarmName', 'cloudwatch', 'alarm:'),
    'AWS::CloudWatch::CompositeAlarm': named('AlarmName', 'cloudwatch', 'alarm:'),
    'AWS::CloudWatch::Dashboard': named('DashboardName', 'cloudwatch', 'dashboard/'),
    'AWS::SNS::Topic': async (resource) => {
      const { attributes } = await named('TopicName', 'sns', '')(resource);
      return { ref: attributes['Arn'] ?? '', attributes: { ...attributes, TopicArn: attributes['Arn'] ?? '' } };
    },
    'AWS::SNS::TopicPolicy': named('', 'sns', 'policy:'),
    'AWS::SNS::Subscription': named('', 'sns', 'subscription:'),
  };
}

/** Nothing was made, so nothing is left to take away. */
export function watchingChanges(): ResourceChanges {
  const remove = { remove: () => Promise.resolve() };
  return Object.fromEntries(Object.keys(watchingResources()).map((type) => [type, remove]));
}

function named(property: string, service: string, kind: string): ResourceMaker {
  return async (resource: NewResource) => {
    const name = String(resource.properties[property] ?? physicalName(resource, 255));
    const arn = `arn:${SANDBOX_PARTITION}:${service}:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:${kind}${name}`;
    return { ref: name, attributes: { Arn: arn } };
  };
}
