import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { operationOf, type Operations } from '../aws/operation.ts';
import { assumeRole } from './operations/assume-role.ts';
import { getCallerIdentity } from './operations/caller-identity.ts';
import type { Setting } from './operations/operation.ts';

export const STS_OPERATIONS: Operations<Setting> = {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
};

/**
 * The Security Token Service: who am I, and become a role. Whether the caller may is asked before. The endpoint writes
 * its answers as XML.
 */
export class Sts implements JsonService {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    return operationOf(STS_OPERATIONS, 'sts', operation)(input, caller, this.#setting);
  }
}
