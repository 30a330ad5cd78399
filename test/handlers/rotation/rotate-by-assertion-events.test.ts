import { describeRotationEvents } from '../../support/rotation-events.ts';

describeRotationEvents('rotate-by-assertion', 'acme');
