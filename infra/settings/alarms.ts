import * as v from 'valibot';
import { patternOrToken, settingsObject } from './shapes.ts';

/** Whom the alarms tell: a topic that is there, or an address. With neither they exist and tell nobody. */
export const alarmSettings = v.pipe(
  settingsObject({
    topicArn: v.exactOptional(
      v.pipe(
        v.string("must be a topic's ARN"),
        patternOrToken(
          /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
          'must be the ARN of a standard topic, for example "arn:aws:sns:eu-central-1:111122223333:on-call"',
        ),
      ),
    ),
    email: v.exactOptional(
      v.pipe(v.string('must be an address'), v.email('must be an address, for example "on-call@example.com"')),
    ),
  }),
  v.forward(
    v.check(({ topicArn, email }) => topicArn === undefined || email === undefined, 'is of no use beside topicArn'),
    ['email'],
  ),
);

export type AlarmSettings = v.InferOutput<typeof alarmSettings>;
