import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A resource as the template has it, before intrinsic functions are resolved. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
}

export interface Template {
  readonly Description?: string;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

interface TemplateOutput {
  readonly Description?: string;
  readonly Value: unknown;
  readonly Condition?: string;
}

/** One synthesised stack: its template, and where the files are that it would upload. */
export interface SynthesisedStack {
  readonly name: string;
  readonly template: Template;
  /** Folder of the asset with this object key. */
  readonly assetFolder: (objectKey: string) => string;
}

interface Manifest {
  readonly artifacts: Readonly<
    Record<
      string,
      { readonly type: string; readonly properties?: { readonly templateFile?: string; readonly stackName?: string } }
    >
  >;
}

interface AssetManifest {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
}

/**
 * Reads a cloud assembly, the folder that `cdk synth` writes.
 * @throws Error when the folder holds none
 */
export function readAssembly(folder: string): SynthesisedStack[] {
  const manifest = readJson<Manifest>(join(folder, 'manifest.json'));
  return Object.entries(manifest.artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => ({
      name: properties?.stackName ?? id,
      template: readJson<Template>(join(folder, properties?.templateFile ?? `${id}.template.json`)),
      assetFolder: assetFolders(folder, id),
    }));
}

function assetFolders(folder: string, stackId: string): (objectKey: string) => string {
  const { files } = readJson<AssetManifest>(join(folder, `${stackId}.assets.json`));
  const byKey = new Map(
    Object.values(files).flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ objectKey }) => [objectKey, join(folder, source.path)] as const),
    ),
  );
  return (objectKey) => {
    const found = byKey.get(objectKey);
    if (found === undefined) throw new Error(`The assembly has no asset ${objectKey}: synthesise it again.`);
    return found;
  };
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
