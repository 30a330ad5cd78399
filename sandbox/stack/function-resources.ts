import { SANDBOX_ACCOUNT, SANDBOX_PARTITION, SANDBOX_REGION } from '../aws/aws-service.ts';
import type { FunctionUrls } from '../lambda/function-urls.ts';
import type { Lambda } from '../lambda/lambda.ts';
import type { LogGroups } from '../logs/log-groups.ts';
import type { NewResource, ResourceMakers } from './deployment.ts';
import { LATEST } from '../lambda/function-configuration.ts';
import type { FunctionConfiguration } from '../lambda/function-configuration.ts';
import { physicalName } from './physical-name.ts';
import type { ResourceChanges } from './stack-update.ts';

interface FunctionProperties {
  readonly FunctionName?: string;
  readonly Description?: string;
  readonly Code: { readonly S3Key?: string };
  readonly Handler: string;
  readonly Runtime?: string;
  readonly Role: string;
  readonly Timeout?: number;
  readonly MemorySize?: number;
  readonly Architectures?: string[];
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly LoggingConfig?: { readonly LogFormat?: 'JSON' | 'Text'; readonly LogGroup?: string };
  readonly ReservedConcurrentExecutions?: number;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

interface FunctionResourcesOptions {
  readonly lambda: Lambda;
  readonly functionUrls: FunctionUrls;
  readonly logGroups: LogGroups;
  /** Where a function's code runs from: a copy of the asset in this folder. */
  readonly codeFolder: (assetFolder: string) => string;
  /** Whether CloudWatch Logs may encrypt a log group with a key, by the key's policy. */
  readonly mayEncryptLogs: (keyId: string, logGroupArn: string) => boolean;
}

/** Functions, their aliases and addresses, their permissions, what becomes of their events, and their log groups. */
export function functionResources({
  lambda,
  functionUrls,
  logGroups,
  codeFolder,
  mayEncryptLogs,
}: FunctionResourcesOptions): ResourceMakers {
  return {
    'AWS::Lambda::Function': async (resource) => {
      const configuration = configurationOf(resource, codeFolder);
      lambda.createFunction(configuration);
      return { ref: configuration.functionName, attributes: { Arn: configuration.functionArn } };
    },

    'AWS::Lambda::Permission': async (resource) => {
      const { FunctionName, Action, Principal, SourceArn, SourceAccount, ...viaUrl } = resource.properties;
      const { FunctionUrlAuthType, InvokedViaFunctionUrl, ...others } = viaUrl;
      // A condition that is left out would let in whom it keeps out.
      const [unknown] = Object.keys(others);
      if (unknown !== undefined) throw new Error(`The sandbox knows no ${unknown} of ${resource.logicalId}.`);
      const statementId = physicalName(resource);
      lambda.addPermission(String(FunctionName), {
        statementId,
        principal: String(Principal),
        action: String(Action),
        ...(SourceArn === undefined ? {} : { sourceArn: String(SourceArn) }),
        ...(SourceAccount === undefined ? {} : { sourceAccount: String(SourceAccount) }),
        ...(FunctionUrlAuthType === undefined ? {} : { functionUrlAuthType: String(FunctionUrlAuthType) }),
        ...(InvokedViaFunctionUrl === true ? { invokedViaFunctionUrl: true } : {}),
      });
      return { ref: statementId, attributes: { Id: statementId } };
    },

    'AWS::Lambda::Alias': async ({ logicalId, properties }) => {
      const { FunctionName, FunctionVersion, Name, Description = '' } = properties;
      if (FunctionVersion !== LATEST) {
        throw new Error(`The alias ${logicalId} is for a version, but the sandbox has only ${LATEST}.`);
      }
      const aliasArn = lambda.createAlias(String(FunctionName), String(Name), String(Description));
      return { ref: aliasArn, attributes: { AliasArn: aliasArn } };
    },

    'AWS::Lambda::Url': async ({ logicalId, properties }) => {
      const { TargetFunctionArn, Qualifier, AuthType } = properties;
      if (AuthType !== 'AWS_IAM') throw new Error(`The function URL ${logicalId} is open to everybody.`);
      const functionName = nameOf(String(TargetFunctionArn));
      const url = functionUrls.create(functionName, Qualifier === undefined ? undefined : String(Qualifier));
      return { ref: url.functionArn, attributes: { FunctionArn: url.functionArn, FunctionUrl: url.address } };
    },

    'AWS::Lambda::EventInvokeConfig': async ({ properties }) => {
      const { FunctionName, Qualifier, MaximumRetryAttempts = 2, MaximumEventAgeInSeconds = 21_600 } = properties;
      lambda.configureEvents(nameOf(String(FunctionName)), {
        mostRetries: Number(MaximumRetryAttempts),
        largestAgeSeconds: Number(MaximumEventAgeInSeconds),
      });
      return { ref: `${String(FunctionName)}|${String(Qualifier)}`, attributes: {} };
    },

    'AWS::Logs::LogGroup': async (resource: NewResource) => {
      const { LogGroupName = physicalName(resource, 512), RetentionInDays, KmsKeyId } = resource.properties;
      const name = String(LogGroupName);
      if (KmsKeyId !== undefined && !mayEncryptLogs(String(KmsKeyId), arn('logs', `log-group:${name}`))) {
        throw new Error(`The policy of the key ${String(KmsKeyId)} does not let CloudWatch Logs use it for ${name}.`);
      }
      logGroups.create({
        name,
        ...(RetentionInDays !== undefined && { retentionInDays: Number(RetentionInDays) }),
        ...(KmsKeyId !== undefined && { kmsKeyId: String(KmsKeyId) }),
      });
      return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
    },
  };
}

/** What may change of a function in place, and what becomes of it and of what belongs to it. */
export function functionChanges({
  lambda,
  functionUrls,
  codeFolder,
}: Pick<FunctionResourcesOptions, 'lambda' | 'functionUrls' | 'codeFolder'>): ResourceChanges {
  return {
    'AWS::Lambda::Function': {
      changeable: ['Code', 'Description', 'Environment', 'MemorySize', 'Timeout'],
      change: (resource) => lambda.updateFunction(configurationOf(resource, codeFolder)),
      remove: ({ physical }) => lambda.deleteFunction(physical.ref),
    },
    'AWS::Lambda::Permission': {
      remove: async ({ properties, physical }) =>
        lambda.removePermission(String(properties['FunctionName']), physical.ref),
    },
    'AWS::Lambda::Alias': {
      remove: async ({ properties }) =>
        lambda.deleteAlias(String(properties['FunctionName']), String(properties['Name'])),
    },
    // Nothing was made for it.
    'AWS::Logs::LogGroup': { remove: () => Promise.resolve() },
    'AWS::Lambda::Url': { remove: async ({ physical }) => functionUrls.remove(physical.ref) },
    'AWS::Lambda::EventInvokeConfig': {
      remove: async ({ properties }) => lambda.configureEvents(nameOf(String(properties['FunctionName']))),
    },
  };
}

function configurationOf(
  resource: NewResource,
  codeFolder: FunctionResourcesOptions['codeFolder'],
): FunctionConfiguration {
  const properties = resource.properties as unknown as FunctionProperties;
  const functionName = properties.FunctionName ?? physicalName(resource);
  const { Code, Runtime } = properties;
  if (Code.S3Key === undefined || Runtime?.startsWith('nodejs') !== true) {
    throw new Error(`The sandbox runs functions for Node.js alone, from an asset (${resource.logicalId}).`);
  }
  return {
    functionName,
    functionArn: arn('lambda', `function:${functionName}`),
    codeDirectory: codeFolder(resource.assetFolder(Code.S3Key)),
    handler: properties.Handler,
    runtime: Runtime,
    roleArn: properties.Role,
    timeoutSeconds: properties.Timeout ?? 3,
    memoryMb: properties.MemorySize ?? 128,
    environment: { ...properties.Environment?.Variables },
    logFormat: properties.LoggingConfig?.LogFormat ?? 'Text',
    logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${functionName}`,
    ...(properties.Description === undefined ? {} : { description: properties.Description }),
    ...(properties.Architectures === undefined ? {} : { architectures: properties.Architectures }),
    ...(properties.ReservedConcurrentExecutions === undefined
      ? {}
      : { reservedConcurrency: properties.ReservedConcurrentExecutions }),
    ...(properties.Tags === undefined ? {} : { tags: new Map(properties.Tags.map(({ Key, Value }) => [Key, Value])) }),
  };
}

function nameOf(functionNameOrArn: string): string {
  return functionNameOrArn.startsWith('arn:') ? (functionNameOrArn.split(':')[6] ?? '') : functionNameOrArn;
}

function arn(service: string, resource: string): string {
  return `arn:${SANDBOX_PARTITION}:${service}:${SANDBOX_REGION}:${SANDBOX_ACCOUNT}:${resource}`;
}
