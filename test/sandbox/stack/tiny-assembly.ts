import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Template } from '../../../sandbox/stack/assembly.ts';

interface TinyAssembly {
  readonly template: Partial<Template>;
  /** Files of every asset, by the asset's object key and the file's name. */
  readonly assets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly stackName?: string;
}

/** Writes a cloud assembly of one hand-written stack, as `cdk synth` would lay it out; to be removed after use. */
export function writeAssembly({ template, assets = {}, stackName = 'Tiny' }: TinyAssembly) {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-assembly-'));
  const write = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));
  for (const [key, files] of Object.entries(assets)) {
    mkdirSync(join(folder, `asset.${key}`));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, `asset.${key}`, name), content);
  }
  write('manifest.json', {
    version: '48.0.0',
    artifacts: {
      [`${stackName}Artifact.assets`]: { type: 'cdk:asset-manifest', properties: { file: 'not read' } },
      [`${stackName}Artifact`]: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'stack.template.json', stackName },
      },
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  });
  write('stack.template.json', { Resources: {}, ...template });
  write(`${stackName}Artifact.assets.json`, {
    version: '48.0.0',
    files: Object.fromEntries(
      Object.keys(assets).map((key) => [
        key,
        {
          source: { path: `asset.${key}`, packaging: 'zip' },
          destinations: { here: { bucketName: 'assets', objectKey: `${key}.zip` } },
        },
      ]),
    ),
  });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
