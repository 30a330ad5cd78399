import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import type { Circus } from '@jest/types';
import { addEventHandler, getState, run } from 'jest-circus';
import { loadSuites } from './suites.ts';

/** By this global, Stryker's changes of the source learn which of them is switched on. */
const context: Context = {};
Reflect.set(globalThis, INSTRUMENTER_CONSTANTS.NAMESPACE, context);

type Context = { -readonly [Name in keyof InstrumenterContext]?: InstrumenterContext[Name] | undefined };

/**
 * Runs the suites by Jest's own runner, but in this process and loaded once: a mutant is a switch in what is loaded.
 * Jest itself would load everything anew for each of thousands of mutants.
 */
class SuiteRunner implements TestRunner {
  #isLoaded = false;

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: false };
  }

  async dryRun(): Promise<DryRunResult> {
    await this.#load();
    const tests = await this.#runTests(() => true);
    const { mutantCoverage } = context;
    return { status: DryRunStatus.Complete, tests, ...(mutantCoverage && { mutantCoverage }) };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, mutantActivation, testFilter, hitLimit } = options;
    context.hitLimit = hitLimit;
    context.hitCount = hitLimit === undefined ? undefined : 0;
    if (mutantActivation === 'static') context.activeMutant = activeMutant.id;
    await this.#load();
    context.activeMutant = activeMutant.id;
    const filter = testFilter && new Set(testFilter);
    const tests = await this.#runTests((id) => filter?.has(id) ?? true);
    const isEndless = determineHitLimitReached(context.hitCount, context.hitLimit);
    return toMutantRunResult(isEndless ?? { status: DryRunStatus.Complete, tests });
  }

  async #load(): Promise<void> {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    const globals = new URL('jest-globals.ts', import.meta.url).href;
    registerHooks({
      resolve: (specifier, from, next) => next(specifier === '@jest/globals' ? globals : specifier, from),
    });
    getState().testTimeout = 900_000;
    addEventHandler(({ name, ...event }) => {
      if (name === 'test_start' && 'test' in event) context.currentTestId = idOf(event.test);
      if (name === 'test_done') context.currentTestId = undefined;
      // One test that fails is enough.
      if (name === 'test_fn_failure' || name === 'hook_failure') for (const test of allTests()) test.mode = 'skip';
    });
    await loadSuites(join(process.cwd(), 'test'));
    assertSteadyNames();
  }

  async #runTests(isMeant: (id: string) => boolean): Promise<TestResult[]> {
    for (const test of allTests()) {
      test.errors.length = 0;
      test.mode = isMeant(idOf(test)) ? undefined : 'skip';
    }
    await run();
    return allTests().map(resultOf);
  }
}

function allTests(block = getState().rootDescribeBlock): Circus.TestEntry[] {
  return block.children.flatMap((child) => (child.type === 'test' ? [child] : allTests(child)));
}

/** An error in a name brings its stack along, which is another in every run: the test would be looked for in vain. */
function assertSteadyNames(): void {
  const unsteady = allTests().find((test) => idOf(test).includes('\n'));
  if (unsteady !== undefined) throw new TypeError(`The name of a test has an object in it: ${idOf(unsteady)}`);
}

/** Its name, after those of the blocks that it is in. */
function idOf({ name, parent }: Circus.TestEntry | Circus.DescribeBlock): string {
  return parent?.parent === undefined ? name : `${idOf(parent)} ${name}`;
}

function resultOf(test: Circus.TestEntry): TestResult {
  const told = { id: idOf(test), name: idOf(test), timeSpentMs: test.duration ?? 0 };
  if (test.status === 'skip') return { ...told, status: TestStatus.Skipped };
  const [error] = test.errors.flat() as unknown[];
  if (error === undefined) return { ...told, status: TestStatus.Success };
  return { ...told, status: TestStatus.Failed, failureMessage: String(error) };
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'suites', SuiteRunner)];
