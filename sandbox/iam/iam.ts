import type { Caller, JsonService, WireObject } from '../aws/aws-service.ts';
import { unknownOperation } from '../aws/unknown-operation.ts';
import { getRole } from './operations/get-role.ts';
import type { Operation, Setting } from './operations/operation.ts';
import { simulatePrincipalPolicy } from './operations/simulate-principal-policy.ts';

const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    GetRole: getRole,
    SimulatePrincipalPolicy: simulatePrincipalPolicy,
  }),
);

export const IAM_OPERATIONS: readonly string[] = [...OPERATIONS.keys()];

/** IAM, as far as it is asked about roles. https://docs.aws.amazon.com/IAM/latest/APIReference/ */
export class Iam implements JsonService {
  readonly #setting: Setting;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** @throws AwsError as AWS would answer */
  async call(operation: string, input: WireObject, caller: Caller): Promise<WireObject> {
    const run = OPERATIONS.get(operation);
    if (run === undefined) throw unknownOperation('iam', operation);
    return run(input, caller, this.#setting);
  }
}
