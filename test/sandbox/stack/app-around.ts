import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Template } from '../../../sandbox/stack/assembly.ts';

interface Around {
  /** Theirs, which may refer to ours. */
  readonly resources?: (ours: Template) => Template['Resources'];
  readonly outputs?: NonNullable<Template['Outputs']>;
  /** What becomes of ours. */
  readonly change?: (template: Template) => Template;
  readonly environment?: string;
}

/** The files of their own function's asset. */
const THEIR_CODE = 'export const handler = async () => ({ table: process.env.TABLE, vendor: process.env.VENDOR });';

/**
 * An assembly as somebody's app synthesises it: a stage, in which one stack holds ours and things of their own.
 * @param ours what the CDK made of our stack alone
 */
export function appAround(
  ours: string,
  { resources = () => ({}), outputs = {}, change = (it) => it, environment }: Around,
) {
  const folder = mkdtempSync(join(tmpdir(), 'app-around-'));
  const stage = join(folder, 'assembly-Prod');
  mkdirSync(join(stage, 'asset.theirs'), { recursive: true });
  writeFileSync(join(stage, 'asset.theirs', 'index.mjs'), THEIR_CODE);
  const write = (path: string, content: unknown) => writeFileSync(join(folder, path), JSON.stringify(content));
  write('manifest.json', {
    artifacts: { 'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } },
  });
  for (const name of readdirSync(ours)) {
    if (!/\.(?:template|assets)\.json$|^manifest\.json$/.test(name)) symlinkSync(join(ours, name), join(stage, name));
  }
  const read = (name: string) =>
    JSON.parse(readFileSync(join(ours, name), 'utf8')) as {
      files: object;
      artifacts: Record<string, object>;
    } & Template;
  const [id = ''] = readdirSync(ours).flatMap((name) => /^(.*)\.template\.json$/.exec(name)?.[1] ?? []);
  const template = change(read(`${id}.template.json`));
  write(`assembly-Prod/${id}.template.json`, {
    ...template,
    Resources: { ...resources(template), ...template.Resources },
    Outputs: { ...template.Outputs, ...outputs },
  });
  const theirs = { source: { path: 'asset.theirs' }, destinations: { here: { objectKey: 'theirs.zip' } } };
  write(`assembly-Prod/${id}.assets.json`, { files: { ...read(`${id}.assets.json`).files, theirs } });
  write('assembly-Prod/manifest.json', {
    artifacts: { [id]: { ...read('manifest.json').artifacts[id], ...(environment && { environment }) } },
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
