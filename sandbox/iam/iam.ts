import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { operationOf, type Operations } from '../aws/operation.ts';
import { getRole } from './operations/get-role.ts';
import type { Setting } from './operations/operation.ts';
import { simulatePrincipalPolicy } from './operations/simulate-principal-policy.ts';

export const IAM_OPERATIONS: Operations<Setting> = {
  GetRole: getRole,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
};

/** IAM, as far as it is asked about roles. https://docs.aws.amazon.com/IAM/latest/APIReference/ */
export class Iam implements JsonService {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    return operationOf(IAM_OPERATIONS, 'iam', operation)(input, caller, this.#setting);
  }
}
