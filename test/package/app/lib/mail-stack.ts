import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Click2MailTokenRotation, Grant } from 'click2mail-token-rotation';
import type { Construct } from 'constructs';

/** An application with a bucket, a table and a function of its own, which sends letters by Click2Mail. */
export class MailStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const letters = new Bucket(this, 'Letters');
    const jobs = new Table(this, 'Jobs', { partitionKey: { name: 'id', type: AttributeType.STRING } });
    const send = new Function(this, 'Send', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {};'),
    });
    letters.grantRead(send);
    jobs.grantWriteData(send);

    const rotation = new Click2MailTokenRotation(this, 'Click2Mail', {
      clients: {
        acme: {
          clientId: 'c2m_acme',
          grant: Grant.assertion({ algorithm: 'ES256' }),
          scopes: ['jobs:submit'],
          rotateEvery: Duration.days(30),
          grace: Duration.hours(2),
        },
      },
      consumers: { 'mail-merge': { client: 'acme', scopes: ['jobs:submit'], functionUrl: true } },
      alarms: { topic: new Topic(this, 'OnCall') },
    });
    rotation.client('acme').grantRead(send);
    rotation.consumer('mail-merge').grantVend(send);
    send.addEnvironment('TOKEN_SECRET', rotation.client('acme').secret.secretArn);
    send.addEnvironment('VENDOR', rotation.consumer('mail-merge').aliasArn);
    send.addEnvironment('TOKEN_URL', rotation.consumer('mail-merge').functionUrl ?? '');

    // A second one in the same stack, for another country.
    new Click2MailTokenRotation(this, 'Europe', {
      namePrefix: 'click2mail-eu',
      clients: {
        shop: {
          clientId: 'c2m_shop',
          grant: Grant.clientSecret(),
          scopes: ['jobs:submit'],
          rotateEvery: 'monthly',
          grace: Duration.minutes(0),
        },
      },
    });
  }
}
