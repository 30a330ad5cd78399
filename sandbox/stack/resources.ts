import { SANDBOX_REGION } from '../aws/aws-service.ts';
import { ManagedPolicies } from '../iam/managed-policies.ts';
import type { Services } from '../services.ts';
import type { ResourceMakers } from './deployment.ts';
import { functionChanges, functionResources } from './function-resources.ts';
import { keyChanges, keyResources } from './key-resources.ts';
import type { LocalAssets } from './local-assets.ts';
import { roleChanges, roleResources } from './role-resources.ts';
import { ruleChanges, ruleResources } from './rule-resources.ts';
import { secretChanges, secretResources } from './secret-resources.ts';
import type { ResourceChanges } from './stack-update.ts';
import { watchingChanges, watchingResources } from './watching-resources.ts';

/** How every type of resource is made on the sandbox's services, and changed by a later deployment. */
export function stackResources(
  {
    clock,
    kms,
    roles,
    secretsManager,
    lambda,
    functionUrls,
    eventRules,
    logGroups,
    credentials,
    authorisation,
    cloudWatch,
    topics,
  }: Services,
  assets: LocalAssets,
): { readonly makers: ResourceMakers; readonly changes: ResourceChanges } {
  const administrator = credentials.administrator.caller;
  const codeFolder = (asset: string) => assets.copyOf(asset);
  const mayEncryptLogs = (resource: string, sourceArn: string) =>
    ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'].every((action) =>
      authorisation.serviceMay({ service: `logs.${SANDBOX_REGION}.amazonaws.com`, action, resource, sourceArn }),
    );
  return {
    makers: {
      ...keyResources(kms, administrator),
      ...roleResources({ roles, managedPolicies: new ManagedPolicies(), clock }),
      ...secretResources(secretsManager, administrator),
      ...functionResources({ lambda, functionUrls, logGroups, codeFolder, mayEncryptLogs }),
      ...ruleResources(eventRules),
      ...watchingResources({ alarms: cloudWatch.alarms, topics }),
    },
    changes: {
      ...keyChanges(kms, administrator),
      ...roleChanges(roles),
      ...secretChanges(secretsManager, administrator),
      ...functionChanges({ lambda, functionUrls, codeFolder }),
      ...ruleChanges(eventRules),
      ...watchingChanges({ alarms: cloudWatch.alarms, topics }),
    },
  };
}
