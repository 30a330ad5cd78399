import { assertNoSecretWritten } from '../secret-watch.ts';

export default function tearDown(): void {
  assertNoSecretWritten();
}
