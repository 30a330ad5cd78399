import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { movedHere } from './moved-template.ts';

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
  /** Under this name other stacks import the value. */
  readonly Export?: { readonly Name: unknown };
}

/** One synthesised stack: its template, and where the files are that it would upload. */
export interface SynthesisedStack {
  readonly name: string;
  readonly template: Template;
  /** Folder of the asset with this object key. */
  readonly assetFolder: (objectKey: string) => string;
}

interface Artifact {
  readonly type: string;
  /** For example `aws://111122223333/eu-west-1`, or `aws://unknown-account/unknown-region`. */
  readonly environment?: string;
  /** Ids of the artifacts that are deployed before it. */
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    /** Of an assembly inside this one. */
    readonly directoryName?: string;
  };
}

interface Manifest {
  readonly artifacts: Readonly<Record<string, Artifact>>;
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
 * Reads a cloud assembly, the folder that `cdk synth` writes, and those inside it: a stage is one. Each stack comes after
 * those that it depends on.
 * @throws Error when the folder holds none
 */
export function readAssembly(folder: string): SynthesisedStack[] {
  const { artifacts } = readJson<Manifest>(join(folder, 'manifest.json'));
  return inOrder(artifacts).flatMap(([id, artifact]) => {
    const { type, properties = {} } = artifact;
    if (type === 'cdk:cloud-assembly') return readAssembly(join(folder, properties.directoryName ?? id));
    return type === 'aws:cloudformation:stack' ? [readStack(folder, id, artifact)] : [];
  });
}

function inOrder(artifacts: Manifest['artifacts']): [string, Artifact][] {
  const ordered = new Map<string, Artifact>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (artifact === undefined || ordered.has(id)) return;
    artifact.dependencies?.forEach(visit);
    ordered.set(id, artifact);
  };
  Object.keys(artifacts).forEach(visit);
  return [...ordered];
}

function readStack(folder: string, id: string, { environment = '', properties = {} }: Artifact): SynthesisedStack {
  const text = readFileSync(join(folder, properties.templateFile ?? `${id}.template.json`), 'utf8');
  return {
    name: properties.stackName ?? id,
    template: JSON.parse(movedHere(text, environment)) as Template,
    assetFolder: assetFolders(folder, id),
  };
}

function assetFolders(folder: string, stackId: string): (objectKey: string) => string {
  const manifest = join(folder, `${stackId}.assets.json`);
  const { files } = existsSync(manifest) ? readJson<AssetManifest>(manifest) : { files: {} };
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
