import { describe, expect, test } from '@jest/globals';
import { RICH_SETTINGS } from '../support/rich-configuration.ts';
import { cdkContext, type Json, synthesiseAll } from './synthesised-stack.ts';

/** An asset's name is the hash of what it holds: it changes with every change of code. */
const ASSET_NAME = /[0-9a-f]{64}/g;

interface TemplateJson {
  readonly Resources: Record<string, { readonly Type: string }>;
}

/** The references were synthesised before. A stack that is deployed has to stay what it is: where a logical id changes, the
 * resource behind it is replaced, a secret with its tokens too. */
describe.each([
  ['cdk.json', cdkContext.click2mail],
  ['everything on', RICH_SETTINGS],
])('the stacks of %s', (_, settings) => {
  const stacks = [...synthesiseAll(settings as Json)].map(
    ([name, template]) => [name, template.toJSON() as TemplateJson] as const,
  );

  test.each(stacks)('%s keeps its logical ids', (_name, { Resources }) => {
    const ids = Object.entries(Resources).map(([id, { Type }]) => `${Type} ${id}`);
    expect(ids.toSorted()).toMatchSnapshot('logical ids');
  });

  test.each(stacks)('%s keeps its template, but for the names of assets', (_name, template) => {
    expect(JSON.parse(JSON.stringify(template).replaceAll(ASSET_NAME, '<asset>'))).toMatchSnapshot('template');
  });
});
