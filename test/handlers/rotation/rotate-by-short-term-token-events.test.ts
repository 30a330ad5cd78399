import { describeRotationEvents } from '../../support/rotation-events.ts';

describeRotationEvents('rotate-by-short-term-token', 'initech');
