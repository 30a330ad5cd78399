import { App, Stage } from 'aws-cdk-lib';
import { MailStack } from './lib/mail-stack.js';

const app = new App();
new MailStack(app, 'Mail');
new MailStack(new Stage(app, 'Prod'), 'Mail', { env: { account: '111122223333', region: 'eu-central-1' } });
app.synth();
