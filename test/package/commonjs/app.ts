import { App, Duration, Stack } from 'aws-cdk-lib';
import { Click2MailTokenRotation, InvalidSettings } from 'click2mail-token-rotation';

const app = new App();
const client = { clientId: 'c2m_acme', scopes: ['jobs:submit'], rotateEvery: Duration.days(30) };
new Click2MailTokenRotation(new Stack(app, 'Mail'), 'Click2Mail', {
  clients: { acme: { ...client, grace: Duration.hours(2) } },
});
try {
  new Click2MailTokenRotation(new Stack(app, 'Refused'), 'Click2Mail', {
    clients: { acme: { ...client, grace: Duration.minutes(5) } },
  });
} catch (error) {
  if (!(error instanceof InvalidSettings)) throw error;
  console.log(error.message);
}
app.synth();
