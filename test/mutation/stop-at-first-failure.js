import { TestEnvironment } from 'jest-environment-node';

/** One test that fails is enough: the others are skipped. Jest itself stops only between files. */
export default class StopAtFirstFailure extends TestEnvironment {
  #hasFailed = false;

  /** @param {{ readonly name: string, readonly test?: { mode?: unknown } }} event */
  handleTestEvent({ name, test }) {
    if (name === 'test_fn_failure' || name === 'hook_failure') this.#hasFailed = true;
    if (name === 'test_start' && test !== undefined && this.#hasFailed) test.mode = 'skip';
  }
}
