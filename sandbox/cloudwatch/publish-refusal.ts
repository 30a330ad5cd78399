import type { Authorisation } from '../iam/authorisation.ts';
import type { PublishRefusal } from './alarm-actions.ts';

/**
 * By the policies of the topic and, where it is encrypted, of the key, which CloudWatch uses itself.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export function publishRefusal(authorisation: Pick<Authorisation, 'serviceMay'>): PublishRefusal {
  return (alarmArn, { arn, keyId, policy }) => {
    const acting = { service: 'cloudwatch.amazonaws.com', sourceArn: alarmArn };
    const mayPublish = { ...acting, action: 'sns:Publish', resource: arn, resourcePolicy: policy };
    // A topic without a policy has SNS's own, which lets its account's services in.
    if (policy !== undefined && !authorisation.serviceMay(mayPublish)) return 'topic';
    if (keyId === undefined) return undefined;
    const mayUse = (action: string) => authorisation.serviceMay({ ...acting, action, resource: keyId });
    return mayUse('kms:GenerateDataKey') && mayUse('kms:Decrypt') ? undefined : 'key';
  };
}
