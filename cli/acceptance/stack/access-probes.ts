import { SignCommand } from '@aws-sdk/client-kms';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CURRENT } from '../../../functions/core/version-labels.ts';
import { clientSettings } from '../../stack/aws-clients.ts';
import { NotInSandbox, type Probe } from '../probe.ts';
import { refusedWith } from '../refused-with.ts';
import { borrowedRole, policiesOf, ROLE_WORKS_WITHIN_SECONDS } from './borrowed-role.ts';
import { clientOf, type StackSetting, vendorOf } from './stack-setting.ts';

const DENIED = { names: ['AccessDeniedException'] };

const SHA256_BYTES = 32;

/** What the policies keep out. */
export const ACCESS_PROBES: readonly Probe<StackSetting>[] = [
  {
    name: 'vendor-reads-current-alone',
    question: 'May the vendor’s policy read AWSCURRENT by name, and neither another label nor without a name?',
    beliefs: ['version-stage-key'],
    async run(setting) {
      const { run } = setting;
      const { client } = clientOf(setting, 'assertion');
      const vendor = vendorOf(setting);
      // IAM's names have no path here.
      const roleName = vendor.roleArn.split('/').at(-1) ?? '';
      const policies = run.sandbox === undefined ? await policiesOf(run.aws.iam, roleName) : {};
      const credentials = await borrowedRole(run, { name: 'vendor', policies, inSandbox: vendor });
      const asVendor = new SecretsManagerClient(clientSettings({ ...run, credentials }));
      const read = (VersionStage?: string) =>
        asVendor.send(new GetSecretValueCommand({ SecretId: client.secretArn, ...(VersionStage && { VersionStage }) }));
      try {
        const patience = { within: ROLE_WORKS_WITHIN_SECONDS, every: 5 };
        await run.waiting.until('AWSCURRENT can be read', patience, async () => {
          try {
            return await read(CURRENT);
          } catch (error) {
            if (error instanceof Error && error.name === 'AccessDeniedException') return undefined;
            throw error;
          }
        });
        await refusedWith(read('AWSPREVIOUS'), DENIED);
        return await refusedWith(read(), DENIED);
      } finally {
        asVendor.destroy();
      }
    },
  },
  {
    name: 'sign-by-nobody-else',
    question: 'Does the signing key’s policy deny Sign to an administrator of the account?',
    beliefs: ['key-policy-denies'],
    async run(setting) {
      const { run } = setting;
      if (run.sandbox !== undefined) throw new NotInSandbox('Its administrator may do everything.');
      const { client } = clientOf(setting, 'assertion');
      const sign = new SignCommand({
        KeyId: client.signingKeys?.signingArn,
        SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
        MessageType: 'DIGEST',
        Message: new Uint8Array(SHA256_BYTES),
      });
      return refusedWith(run.aws.kms.send(sign), { ...DENIED, message: /explicit deny/ });
    },
  },
];
