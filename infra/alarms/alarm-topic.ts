import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { accountAdministersKey } from '../access/key-administration.ts';
import { rotationName } from '../rotation-name.ts';
import type { AlarmSettings } from '../settings/alarms.ts';
import { anyAlarmOf } from './alarm-names.ts';

/**
 * The topic that alarms are published to: one that is there, or one for an address. Undefined when nobody is to be told.
 *
 * What CloudWatch may not encrypt it drops, and nobody hears of it: a topic's own key has to let it in, which the key
 * that AWS manages for SNS never does. A topic that was there, and its key, have to let CloudWatch publish already.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export function alarmTopic(scope: Construct, { topicArn, email }: AlarmSettings): ITopic | undefined {
  if (topicArn !== undefined) return Topic.fromTopicArn(scope, 'Topic', topicArn);
  if (email === undefined) return undefined;
  const topic = new Topic(scope, 'Topic', { masterKey: topicKey(scope), enforceSSL: true });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: 'AlarmsPublish',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: fromOwnAlarms(scope),
    }),
  );
  topic.addSubscription(new EmailSubscription(email));
  return topic;
}

/** A key of its own, so that CloudWatch can never decrypt anything with the key of the secrets. */
function topicKey(scope: Construct): Key {
  return new Key(scope, 'TopicKey', {
    description: `Encrypts what the alarms of the stack ${rotationName(scope)} tell`,
    enableKeyRotation: true,
    policy: new PolicyDocument({
      statements: [
        accountAdministersKey(),
        new PolicyStatement({
          sid: 'AlarmsEncrypt',
          principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          resources: ['*'],
          conditions: fromOwnAlarms(scope),
        }),
      ],
    }),
    // It encrypts what is on its way, and nothing that is kept.
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

function fromOwnAlarms(scope: Construct) {
  return {
    StringEquals: { 'aws:SourceAccount': Stack.of(scope).account },
    ArnLike: { 'aws:SourceArn': anyAlarmOf(scope) },
  };
}
