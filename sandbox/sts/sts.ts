import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import type { Operation } from '../aws/operation.ts';
import { unknownOperation } from '../aws/unknown-operation.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getCallerIdentity } from './operations/caller-identity.ts';
import type { StsSetting } from './operations/operation.ts';

/** By AWS's name. */
export const STS_OPERATIONS: Readonly<Record<string, Operation<StsSetting>>> = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
};

/**
 * The Security Token Service: who am I, and become a role. Whether the caller may is asked before. The endpoint writes
 * its answers as XML.
 */
export class Sts implements JsonService {
  readonly #setting: StsSetting;

  constructor(setting: StsSetting) {
    this.#setting = setting;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    const perform = Object.hasOwn(STS_OPERATIONS, operation) ? STS_OPERATIONS[operation] : undefined;
    if (perform === undefined) throw unknownOperation('sts', operation);
    return perform(input, caller, this.#setting);
  }
}
