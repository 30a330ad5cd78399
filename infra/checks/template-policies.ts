/** A statement as IAM's JSON has it. */
interface PolicyStatementJson {
  readonly Action?: unknown;
  readonly NotAction?: unknown;
}

/** A policy somewhere in a template. */
export interface TemplatePolicy {
  readonly logicalId: string;
  /** The resource's type. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly document: { readonly Statement: readonly PolicyStatementJson[] };
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Every policy document of a template, whatever it is for: a role, a key, a secret, a trust, a boundary. */
export function policiesOf(template: unknown): TemplatePolicy[] {
  const { Resources } = template as { Resources: Readonly<Record<string, TemplateResource>> };
  return Object.entries(Resources).flatMap(([logicalId, { Type: type, Properties: properties = {} }]) =>
    documentsIn(properties).map((document) => ({ logicalId, type, properties, document })),
  );
}

/** Found by their form, so that a kind of resource that nobody thought of is looked at, too. */
function documentsIn(value: unknown): TemplatePolicy['document'][] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value && 'Version' in value) {
    return [{ ...value, Statement: [value.Statement].flat() as PolicyStatementJson[] }];
  }
  return Object.values(value).flatMap(documentsIn);
}

/** The actions that a policy names. */
export function actionsOf({ document }: TemplatePolicy): string[] {
  return document.Statement.flatMap(({ Action = [], NotAction = [] }) => [Action, NotAction].flat()).map(String);
}
