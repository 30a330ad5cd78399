import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Caller, JsonService } from '../aws/aws-service.ts';
import type { ResourceMakers } from './deployment.ts';
import { physicalName } from './physical-name.ts';
import type { ResourceChanges, StandingResource } from './stack-update.ts';

/** As the template has it. */
interface ReplicaRegion {
  readonly Region: string;
  readonly KmsKeyId?: string;
}

type GenerateSecretString = Readonly<Record<string, unknown>> & {
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
};

/** Secrets, their policies and their rotation schedules, made in the sandbox's Secrets Manager. */
export function secretResources(secretsManager: JsonService, administrator: Caller): ResourceMakers {
  const call = (operation: string, input: Readonly<Record<string, unknown>>) =>
    secretsManager.call(operation, input, administrator);

  const generated = async ({ SecretStringTemplate, GenerateStringKey, ...how }: GenerateSecretString) => {
    const { RandomPassword } = (await call('GetRandomPassword', how)) as { RandomPassword: string };
    if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return RandomPassword;
    const template = JSON.parse(SecretStringTemplate) as Record<string, unknown>;
    return JSON.stringify({ ...template, [GenerateStringKey]: RandomPassword });
  };

  return {
    'AWS::SecretsManager::Secret': async (resource) => {
      const { Name, Description, KmsKeyId, SecretString, GenerateSecretString, Tags, ReplicaRegions } =
        resource.properties;
      const value =
        GenerateSecretString === undefined
          ? SecretString
          : await generated(GenerateSecretString as GenerateSecretString);
      const { ARN } = (await call('CreateSecret', {
        Name: Name ?? physicalName(resource),
        ClientRequestToken: randomUUID(),
        ...(Description === undefined ? {} : { Description }),
        ...(KmsKeyId === undefined ? {} : { KmsKeyId }),
        ...(value === undefined ? {} : { SecretString: value }),
        ...(Tags === undefined ? {} : { Tags }),
        ...(ReplicaRegions === undefined ? {} : { AddReplicaRegions: ReplicaRegions }),
      })) as { ARN: string };
      return { ref: ARN, attributes: { Id: ARN } };
    },

    'AWS::SecretsManager::ResourcePolicy': async ({ properties }) => {
      const { SecretId, ResourcePolicy } = properties;
      await call('PutResourcePolicy', { SecretId, ResourcePolicy: JSON.stringify(ResourcePolicy) });
      return { ref: String(SecretId), attributes: { Id: String(SecretId) } };
    },

    'AWS::SecretsManager::RotationSchedule': async ({ properties }) => {
      const { SecretId, RotationLambdaARN, RotationRules, RotateImmediatelyOnUpdate } = properties;
      await call('RotateSecret', {
        SecretId,
        ClientRequestToken: randomUUID(),
        RotationLambdaARN,
        RotationRules,
        RotateImmediately: RotateImmediatelyOnUpdate ?? true,
      });
      return { ref: String(SecretId), attributes: { Id: String(SecretId) } };
    },
  };
}

/**
 * What may change of a secret in place: where it is replicated to. A replica that is to have another key is made anew.
 * That it cannot be written does not fail the deployment, nor does it on AWS:
 * https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1459
 * A policy and a schedule can be removed; all secrets of ours are kept.
 */
export function secretChanges(secretsManager: JsonService, administrator: Caller): ResourceChanges {
  const remove = (operation: string) => ({
    isMadeAnew: true as const,
    remove: async ({ physical }: StandingResource) => {
      await secretsManager.call(operation, { SecretId: physical.ref }, administrator);
    },
  });
  return {
    'AWS::SecretsManager::ResourcePolicy': remove('DeleteResourcePolicy'),
    'AWS::SecretsManager::RotationSchedule': remove('CancelRotateSecret'),
    'AWS::SecretsManager::Secret': {
      changeable: ['ReplicaRegions'],
      change: async ({ properties }, standing) => {
        const call = (operation: string, input: Readonly<Record<string, unknown>>) =>
          secretsManager.call(operation, { SecretId: standing.physical.ref, ...input }, administrator);
        const [wanted, there] = [replicaRegions(properties), replicaRegions(standing.properties)];
        const gone = there.filter((one) => !wanted.some((other) => isDeepStrictEqual(one, other)));
        const added = wanted.filter((one) => !there.some((other) => isDeepStrictEqual(one, other)));
        if (gone.length > 0) {
          await call('RemoveRegionsFromReplication', { RemoveReplicaRegions: gone.map(({ Region }) => Region) });
        }
        if (added.length > 0) await call('ReplicateSecretToRegions', { AddReplicaRegions: added });
      },
    },
  };
}

function replicaRegions({ ReplicaRegions = [] }: Readonly<Record<string, unknown>>): ReplicaRegion[] {
  return ReplicaRegions as ReplicaRegion[];
}
