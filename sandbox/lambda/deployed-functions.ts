import { SANDBOX_ACCOUNT, SANDBOX_PARTITION } from '../aws/aws-service.ts';
import type { LogLine } from '../logs/log-line.ts';
import type { DeployedFunction } from './deployed-function.ts';
import { LATEST, type FunctionConfiguration } from './function-configuration.ts';
import { qualifiedArn, readFunctionName } from './function-name.ts';
import { aliasExists, functionNotFound } from './lambda-errors.ts';
import { ResourcePolicy, type Permission } from './resource-policy.ts';

/** A function that somebody named, and the ARN as they named it. */
interface FoundFunction {
  readonly deployed: DeployedFunction;
  readonly invokedArn: string;
  /** The alias's, where one was named. */
  readonly policy: ResourcePolicy;
}

/** The functions that were deployed, with their aliases, permissions and logs, found as AWS finds them. */
export abstract class DeployedFunctions {
  readonly #region: string;
  protected readonly byName = new Map<string, DeployedFunction>();
  /** By the alias's ARN. */
  readonly #aliasDescriptions = new Map<string, string>();

  constructor(region: string) {
    this.#region = region;
  }

  functions(): readonly FunctionConfiguration[] {
    return [...this.byName.values()].map(({ configuration }) => configuration);
  }

  /**
   * @returns the alias's ARN
   * @throws AwsError `ResourceNotFoundException`, `ResourceConflictException`
   */
  createAlias(functionName: string, name: string, description = ''): string {
    const { aliases, configuration } = this.find(functionName).deployed;
    const aliasArn = qualifiedArn(configuration.functionArn, name);
    if (aliases.has(name)) throw aliasExists(aliasArn);
    aliases.set(name, new ResourcePolicy());
    this.#aliasDescriptions.set(aliasArn, description);
    return aliasArn;
  }

  /** As DeleteAlias does, which minds no alias that is not there. @throws AwsError `ResourceNotFoundException` */
  deleteAlias(functionName: string, name: string): void {
    const { aliases, configuration } = this.find(functionName).deployed;
    aliases.delete(name);
    this.#aliasDescriptions.delete(qualifiedArn(configuration.functionArn, name));
  }

  /**
   * The aliases of a function, as ListAliases shows them.
   * @throws AwsError `ResourceNotFoundException`
   */
  aliasesOf(functionName: string): { AliasArn: string; Name: string; FunctionVersion: string; Description: string }[] {
    const { aliases, configuration } = this.find(functionName).deployed;
    return [...aliases.keys()].map((Name) => {
      const AliasArn = qualifiedArn(configuration.functionArn, Name);
      const Description = this.#aliasDescriptions.get(AliasArn) ?? '';
      return { AliasArn, Name, FunctionVersion: LATEST, Description };
    });
  }

  /**
   * @param functionName with an alias behind it, it is the alias's permission
   * @throws AwsError `ResourceNotFoundException`, `ResourceConflictException`
   */
  addPermission(functionName: string, permission: Permission): void {
    this.find(functionName).policy.add(permission);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  removePermission(functionName: string, statementId: string): void {
    this.find(functionName).policy.remove(statementId);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  permissionsOf(functionName: string): readonly Permission[] {
    return this.find(functionName).policy.permissions;
  }

  /** Resource policy of a function or alias as JSON; undefined when it has none, or there is no such thing. */
  policyOf(functionName: string, qualifier?: string): string | undefined {
    const deployed = this.byName.get(functionName);
    const policy = qualifier === undefined ? deployed?.policy : deployed?.aliases.get(qualifier);
    if (deployed === undefined || policy === undefined || policy.permissions.length === 0) return undefined;
    const { functionArn } = deployed.configuration;
    return JSON.stringify(
      policy.document(qualifier === undefined ? functionArn : qualifiedArn(functionArn, qualifier)),
    );
  }

  tagsOf(functionName: string): ReadonlyMap<string, string> | undefined {
    return this.byName.get(functionName)?.configuration.tags;
  }

  /**
   * The last lines of the function's log, the oldest first.
   * @throws AwsError `ResourceNotFoundException`
   */
  logLines(functionName: string): readonly string[] {
    return this.find(functionName).deployed.log.lines.map(({ message }) => message);
  }

  /** The last lines of all functions, by the log groups that they write to. */
  logs(): ReadonlyMap<string, readonly LogLine[]> {
    const lines = new Map<string, LogLine[]>();
    for (const { configuration, log } of this.byName.values()) {
      lines.set(configuration.logGroup, [...(lines.get(configuration.logGroup) ?? []), ...log.lines]);
    }
    return lines;
  }

  /** Process ids of all environments, busy or waiting. */
  pids(): number[] {
    return [...this.byName.values()].flatMap((deployed) => deployed.pids());
  }

  /** @throws AwsError `ResourceNotFoundException`, also for a version other than `$LATEST` and an alias that is not */
  find(functionName: string, qualifier?: string): FoundFunction {
    const reference = readFunctionName(functionName);
    const name = reference?.functionName ?? functionName;
    const asked = qualifier ?? reference?.qualifier;
    const deployed = this.byName.get(name);
    const policy = asked === undefined || asked === LATEST ? deployed?.policy : deployed?.aliases.get(asked);
    if (deployed === undefined || policy === undefined) {
      throw functionNotFound(
        qualifiedArn(`arn:${SANDBOX_PARTITION}:lambda:${this.#region}:${SANDBOX_ACCOUNT}:function:${name}`, asked),
      );
    }
    const { functionArn } = deployed.configuration;
    return { deployed, policy, invokedArn: asked === undefined ? functionArn : qualifiedArn(functionArn, asked) };
  }
}
