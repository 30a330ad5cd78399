import type { FunctionName } from '../../infra/function-names.ts';
import { profileOf } from '../profile/profile.ts';
import type { Row, RowOptions, RowResult } from '../result.ts';
import { startStubServices } from '../stub-services.ts';

/** Where the time until a function is ready goes. */
export function profileRow(name: FunctionName): Row {
  return { name: 'profile', title: `Where a cold start of ${name} goes`, run: (options) => run(name, options) };
}

async function run(name: FunctionName, { isQuick, bundles, folder, tell }: RowOptions): Promise<RowResult> {
  tell(`profile of ${name}`);
  const services = await startStubServices();
  try {
    const tables = await profileOf(name, { bundles, services, folder, rounds: isQuick ? 1 : 15 });
    return { measures: [], charts: [], tables };
  } finally {
    await services.close();
  }
}
