import { App, Duration, Stack } from 'aws-cdk-lib';
import { type Click2MailTokenRotationProps, Click2MailTokenRotation, Grant } from '../../../infra/index.ts';
import { bundles } from '../synthesised-stack.ts';

type Props = Click2MailTokenRotationProps;

// CDK's own rules take seconds for each stack, and other tests look at them.
process.env['CDK_VALIDATION'] = 'false';

/** A client with nothing that has a default, changed as the test needs. */
export function acme(changes: Partial<Props['clients'][string]> = {}): Props['clients'][string] {
  return {
    clientId: 'c2m_acme',
    scopes: ['jobs:submit'],
    rotateEvery: Duration.days(30),
    grace: Duration.hours(2),
    ...changes,
  };
}

/** Options with a client of each grant, and two consumers. */
export const THREE_CLIENTS: Props = {
  clients: {
    acme: acme({ grant: Grant.assertion({ algorithm: 'ES256' }) }),
    globex: acme({ clientId: 'c2m_globex', grant: Grant.clientSecret() }),
    initech: acme({
      clientId: 'c2m_initech',
      grant: Grant.shortTermToken(),
      scopes: ['jobs:submit', 'tokens:write'],
    }),
  },
  consumers: {
    'mail-merge': { client: 'acme', scopes: ['jobs:submit'] },
    archive: { client: 'initech', scopes: ['jobs:submit'], functionUrl: true },
  },
};

/** An app of somebody else's, without any of the context of this one's. */
export function ownApp(outdir?: string): App {
  return new App({ analyticsReporting: false, ...(outdir !== undefined && { outdir }) });
}

/** A rotation as any app has it. The code of its functions is that of the other tests. */
export function rotationIn(stack: Stack, id: string, props: Props = THREE_CLIENTS): Click2MailTokenRotation {
  return new Click2MailTokenRotation(stack, id, { ...props, functions: bundles });
}

/** The same in a stack of its own. */
export function rotationOf(props: Props): Click2MailTokenRotation {
  return rotationIn(new Stack(ownApp(), 'Mail'), 'Click2Mail', props);
}
