import { randomUUID } from 'node:crypto';
import { DescribeSecretCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { CURRENT, PENDING, storedLabel } from '../../../functions/core/version-labels.ts';
import { Disproved, type Probe } from '../probe.ts';
import { refusedWith } from '../refused-with.ts';
import type { Scratch } from './scratch.ts';

const FURTHER_VERSIONS = 5;

/** What is believed of a secret's values, and of the errors that the functions tell apart. */
export const VALUE_PROBES: readonly Probe<Scratch>[] = [
  {
    name: 'token-used-again',
    question: 'Is another value under the same ClientRequestToken refused, and the same value accepted?',
    beliefs: ['token-used-again'],
    async run(scratch) {
      const secret = await scratch.secret('token_again');
      const versionId = await secret.put([PENDING], 'one value');
      await secret.put([PENDING], 'one value', versionId);
      return refusedWith(secret.put([PENDING], 'another value', versionId), { names: ['ResourceExistsException'] });
    },
  },
  {
    name: 'labelled-version-stays',
    question: 'Is a version with a label of ours still there when others have become current?',
    beliefs: ['labelled-version-stays'],
    async run(scratch) {
      const secret = await scratch.secret('labelled_stays');
      const kept = await secret.put([CURRENT], 'the value that is kept');
      await secret.move(storedLabel(kept), { to: kept });
      for (let count = 0; count < FURTHER_VERSIONS; count += 1) await secret.put([CURRENT]);
      const value = await secret.read(kept, storedLabel(kept));
      if (value !== 'the value that is kept') throw new Disproved('it has another value');
      return `it can be read after ${FURTHER_VERSIONS} more`;
    },
  },
  {
    name: 'value-not-there',
    question: 'How is GetSecretValue refused for no version, no such label, and a version without that label?',
    beliefs: ['value-not-there'],
    async run(scratch) {
      const secret = await scratch.secret('value_not_there');
      const notFound = 'ResourceNotFoundException';
      const answers = [
        await refusedWith(secret.read(randomUUID()), { names: [notFound], message: /for VersionId: / }),
        await refusedWith(secret.read(undefined, PENDING), {
          names: [notFound],
          message: /for staging label: AWSPENDING$/,
        }),
        await refusedWith(secret.read(secret.first, PENDING), { names: ['InvalidRequestException'] }),
      ];
      return answers.join('\n');
    },
  },
  {
    name: 'rotation-refused',
    question: 'How is RotateSecret refused without a function, and with one that it may not invoke?',
    beliefs: ['rotation-refused'],
    async run(scratch) {
      const { aws, accountId, partition, region, name } = scratch.run;
      const secret = await scratch.secret('rotation_refused');
      const rotate = (RotationLambdaARN?: string) =>
        aws.secretsManager.send(
          new RotateSecretCommand({ SecretId: secret.id, ...(RotationLambdaARN && { RotationLambdaARN }) }),
        );
      const missing = `arn:${partition}:lambda:${region}:${accountId}:function:${name}-is-not-there`;
      const answers = [
        await refusedWith(rotate(), { names: ['InvalidRequestException'] }),
        await refusedWith(rotate(missing), { names: ['AccessDeniedException'] }),
      ];
      const { RotationEnabled } = await aws.secretsManager.send(new DescribeSecretCommand({ SecretId: secret.id }));
      if (RotationEnabled === true) throw new Disproved('the rotation was switched on all the same');
      return answers.join('\n');
    },
  },
];
