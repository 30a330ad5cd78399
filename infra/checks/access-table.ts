/** A CloudFormation template, as far as it says who may do what. */
export interface AccessTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Properties }>>;
}

type Properties = Readonly<Record<string, unknown>>;

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface AccessRow {
  readonly principal: string;
  readonly effect: string;
  readonly action: string;
  readonly resource: string;
  readonly conditions: string;
}

/** What is worth a row: with these a secret, a key or a function is used, or who may use it is changed. */
const SENSITIVE_ACTIONS = [
  'kms:Sign',
  'kms:Decrypt',
  'kms:PutKeyPolicy',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
  'secretsmanager:RotateSecret',
  'secretsmanager:PutResourcePolicy',
  'lambda:InvokeFunction',
  'lambda:InvokeFunctionUrl',
];

/**
 * Who can do what, from a template: a Markdown table with a row for every principal, sensitive action and resource.
 * It is committed, so that a review sees every widening as a difference.
 */
export function accessTable({ Resources }: AccessTemplate): string {
  const rows = Object.entries(Resources).flatMap(([logicalId, { Type, Properties = {} }]) =>
    rowsOf(logicalId, Type, Properties),
  );
  const lines = rows
    .map(({ principal, effect, action, resource, conditions }) =>
      [principal, effect, action, resource, conditions].map((cell) => cell.replaceAll('|', '\\|')).join(' | '),
    )
    .toSorted();
  return ['| principal | effect | action | resource | conditions |', '| --- | --- | --- | --- | --- |']
    .concat([...new Set(lines)].map((line) => `| ${line} |`))
    .join('\n');
}

function rowsOf(logicalId: string, type: string, properties: Properties): AccessRow[] {
  switch (type) {
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
      return [properties['Roles'] ?? []].flat().flatMap((role) => {
        return statementsOf(properties['PolicyDocument']).flatMap((one) => statementRows(one, nameOf(role), undefined));
      });
    case 'AWS::IAM::Role':
      return [properties['Policies'] ?? []].flat().flatMap((policy) => {
        return statementsOf((policy as Properties)['PolicyDocument']).flatMap((one) =>
          statementRows(one, logicalId, undefined),
        );
      });
    case 'AWS::KMS::Key':
      return statementsOf(properties['KeyPolicy']).flatMap((one) => statementRows(one, principalOf(one), logicalId));
    case 'AWS::SecretsManager::ResourcePolicy':
      return statementsOf(properties['ResourcePolicy']).flatMap((one) =>
        statementRows(one, principalOf(one), nameOf(properties['SecretId'])),
      );
    case 'AWS::Lambda::Permission':
      return [permissionRow(properties)];
    default:
      return [];
  }
}

function statementRows(statement: Statement, principal: string, ownResource: string | undefined): AccessRow[] {
  const patterns = [statement.Action ?? []].flat().map(String);
  const actions = SENSITIVE_ACTIONS.filter((action) => patterns.some((pattern) => matches(pattern, action)));
  const resources = ownResource === undefined ? [statement.Resource ?? '*'].flat().map(nameOf) : [ownResource];
  const conditions = conditionsOf(statement);
  return actions.flatMap((action) =>
    resources.map((resource) => ({ principal, effect: statement.Effect, action, resource, conditions })),
  );
}

function permissionRow(properties: Properties): AccessRow {
  const { Principal, Action, FunctionName, SourceArn, SourceAccount } = properties;
  const { FunctionUrlAuthType, InvokedViaFunctionUrl } = properties;
  const conditions = [
    SourceArn === undefined ? '' : `source ${nameOf(SourceArn)}`,
    SourceAccount === undefined ? '' : `account ${nameOf(SourceAccount)}`,
    FunctionUrlAuthType === undefined ? '' : `function URL with ${nameOf(FunctionUrlAuthType)}`,
    InvokedViaFunctionUrl === true ? 'by function URL' : '',
  ];
  return {
    principal: nameOf(Principal),
    effect: 'Allow',
    action: nameOf(Action),
    resource: nameOf(FunctionName),
    conditions: conditions.filter((text) => text !== '').join('; '),
  };
}

function conditionsOf({ Condition = {} }: Statement): string {
  return Object.entries(Condition)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => `${operator} ${key} ${[value].flat().map(nameOf).join(', ')}`),
    )
    .toSorted()
    .join('; ');
}

function principalOf({ Principal }: Statement): string {
  if (typeof Principal !== 'object' || Principal === null) return String(Principal);
  return Object.values(Principal as Properties)
    .flat()
    .map(nameOf)
    .join(', ');
}

function statementsOf(document: unknown): Statement[] {
  const { Statement: statements = [] } = (document ?? {}) as { readonly Statement?: Statement | Statement[] };
  return [statements].flat();
}

/** A value of the template as people read it: a reference is the logical id, a text is itself. */
function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  switch (name) {
    case 'Ref':
      return String(argument).replace('AWS::', '');
    case 'Fn::GetAtt':
      return String([argument].flat()[0]);
    case 'Fn::Join':
      return (argument as [string, unknown[]])[1].map(nameOf).join((argument as [string, unknown[]])[0]);
    case 'Fn::Sub':
      return String([argument].flat()[0]);
    default:
      return JSON.stringify(value);
  }
}

/** IAM's wildcards: `*` and `?`, without regard to upper and lower case. */
function matches(pattern: string, action: string): boolean {
  const escaped = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'i').test(action);
}
