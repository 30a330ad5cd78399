import * as v from 'valibot';
import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from '../aws/aws-service.ts';
import { compositeAlarm, metricAlarm } from '../cloudwatch/alarm-definition.ts';
import type { Alarms } from '../cloudwatch/alarms.ts';
import type { Topics } from '../sns/topics.ts';
import type { NewResource, ResourceMakers } from './deployment.ts';
import type { PhysicalResource } from './intrinsics.ts';
import { physicalName } from './physical-name.ts';
import type { ResourceChanges } from './stack-update.ts';

interface Watching {
  readonly alarms: Alarms;
  readonly topics: Topics;
}

const topic = v.strictObject({
  TopicName: v.optional(v.string()),
  DisplayName: v.optional(v.string()),
  KmsMasterKeyId: v.optional(v.string()),
  Tags: v.optional(v.unknown()),
});

const topicPolicy = v.strictObject({
  Topics: v.array(v.string()),
  PolicyDocument: v.pipe(
    v.unknown(),
    v.transform((document) => JSON.stringify(document)),
  ),
});

const subscription = v.strictObject({ TopicArn: v.string(), Protocol: v.string(), Endpoint: v.string() });

/** Alarms, and the topics that they tell. A dashboard is named, so that others may refer to it, and nothing is made. */
export function watchingResources({ alarms, topics }: Watching): ResourceMakers {
  return {
    'AWS::CloudWatch::Alarm': async (resource) => {
      const { name, arn } = alarms.putMetricAlarm(read(metricAlarm, named(resource, 'AlarmName')));
      return { ref: name, attributes: { Arn: arn } };
    },
    'AWS::CloudWatch::CompositeAlarm': async (resource) => {
      const { name, arn } = alarms.putCompositeAlarm(read(compositeAlarm, named(resource, 'AlarmName')));
      return { ref: name, attributes: { Arn: arn } };
    },
    'AWS::CloudWatch::Dashboard': async (resource) => {
      const { DashboardName } = named(resource, 'DashboardName').properties;
      const name = String(DashboardName);
      return { ref: name, attributes: { Arn: arnOf('cloudwatch', `dashboard/${name}`) } };
    },
    'AWS::SNS::Topic': async (resource) => {
      const { TopicName = '', KmsMasterKeyId } = read(topic, named(resource, 'TopicName'));
      const arn = arnOf('sns', TopicName);
      topics.put(arn, KmsMasterKeyId);
      return { ref: arn, attributes: { TopicArn: arn, TopicName } };
    },
    'AWS::SNS::TopicPolicy': async (resource) => {
      putPolicy(resource, topics);
      return onlyNamed(resource);
    },
    'AWS::SNS::Subscription': async (resource) => {
      const { TopicArn, Protocol, Endpoint } = read(subscription, resource);
      topics.subscribe(TopicArn, { protocol: Protocol, endpoint: Endpoint });
      return onlyNamed(resource);
    },
  };
}

/** All of them change in place but for their names, and go when the template no longer has them. */
export function watchingChanges({ alarms, topics }: Watching): ResourceChanges {
  const ofAlarm = Object.keys(metricAlarm.entries).filter((name) => name !== 'AlarmName');
  const removeAlarm = async ({ physical }: { physical: PhysicalResource }) => alarms.remove(physical.ref);
  return {
    'AWS::CloudWatch::Alarm': {
      changeable: ofAlarm,
      change: async (resource) => {
        alarms.putMetricAlarm(read(metricAlarm, named(resource, 'AlarmName')));
      },
      remove: removeAlarm,
    },
    'AWS::CloudWatch::CompositeAlarm': {
      changeable: [...ofAlarm, 'AlarmRule'],
      change: async (resource) => {
        alarms.putCompositeAlarm(read(compositeAlarm, named(resource, 'AlarmName')));
      },
      remove: removeAlarm,
    },
    'AWS::CloudWatch::Dashboard': {
      changeable: ['DashboardBody'],
      change: () => Promise.resolve(),
      remove: () => Promise.resolve(),
    },
    'AWS::SNS::Topic': {
      changeable: ['KmsMasterKeyId', 'DisplayName', 'Tags'],
      change: async (resource, { physical }) => topics.put(physical.ref, read(topic, resource).KmsMasterKeyId),
      remove: async ({ physical }) => topics.remove(physical.ref),
    },
    'AWS::SNS::TopicPolicy': {
      changeable: ['PolicyDocument'],
      change: async (resource) => putPolicy(resource, topics),
      remove: async ({ properties }) => {
        for (const arn of properties['Topics'] as string[]) if (topics.find(arn)) topics.setPolicy(arn, undefined);
      },
    },
    'AWS::SNS::Subscription': {
      changeable: [],
      change: () => Promise.resolve(),
      remove: async ({ properties }) => {
        const { TopicArn, Protocol: protocol, Endpoint: endpoint } = properties as v.InferOutput<typeof subscription>;
        topics.unsubscribe(TopicArn, { protocol, endpoint });
      },
    },
  };
}

/** @throws Error for what the sandbox does not know: what would be deployed must not be left out here */
function read<Shape extends v.GenericSchema>(shape: Shape, { properties, logicalId }: NewResource) {
  const { success, output, issues } = v.safeParse(shape, properties);
  if (success) return output;
  const [issue] = issues;
  throw new Error(`The sandbox does not know this of ${logicalId}: ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

function named(resource: NewResource, property: string): NewResource {
  const name = resource.properties[property] ?? physicalName(resource, 255);
  return { ...resource, properties: { ...resource.properties, [property]: name } };
}

function putPolicy(resource: NewResource, topics: Topics): void {
  const { Topics: arns, PolicyDocument } = read(topicPolicy, resource);
  for (const arn of arns) topics.setPolicy(arn, PolicyDocument);
}

function onlyNamed(resource: NewResource): PhysicalResource {
  return { ref: physicalName(resource, 255), attributes: {} };
}

function arnOf(service: string, name: string): string {
  return `arn:${SANDBOX_PARTITION}:${service}:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:${name}`;
}
