import { LABELS_NEEDED } from '../../../functions/core/issuing.ts';
import { freeLabels, labelsOn } from '../../../functions/core/version-labels.ts';
import type { ClientFacts } from '../../facts/client-facts.ts';
import type { FindingRule } from '../finding-rule.ts';
import { isPending } from '../../facts/pending.ts';
import { isTheirs } from './api-rules.ts';

export const SECRET_RULES: readonly FindingRule[] = [
  {
    id: 'secret-missing',
    what: ({ secret }) =>
      secret.isMissing ? 'The token secret is gone: there is no token to be read, and nothing rotates it.' : undefined,
    cure: ({ client }, cures) => cures.redeploy(client),
  },
  {
    id: 'secret-deleted',
    what: ({ secret }) =>
      secret.isDeleted
        ? 'The token secret waits for its deletion: nobody can read it, and nothing rotates it.'
        : undefined,
    cure: ({ client }, cures) => cures.restoreSecret(client.secretArn),
  },
];

const signingArn = ({ client }: ClientFacts) => client.signingKeys?.signingArn ?? '';

/** A rotation that failed for want of the key is still pending. While the API is down it would fail again. */
const andResumed = (command: string, facts: ClientFacts, resume: string) =>
  isPending(facts) && !isTheirs(facts) ? `${command} && ${resume}` : command;

export const KEY_RULES: readonly FindingRule[] = [
  {
    id: 'key-disabled',
    what: ({ keyState }) =>
      keyState === 'Disabled' ? 'The signing key is disabled: no token can be issued, and none revoked.' : undefined,
    cure: (facts, cures) => andResumed(cures.enableKey(signingArn(facts)), facts, cures.resume(facts.client)),
  },
  {
    id: 'key-pending-deletion',
    what: ({ keyState }) =>
      keyState === 'PendingDeletion'
        ? 'The signing key waits for its deletion, after which no token can ever be issued with it again.'
        : undefined,
    cure: (facts, cures) => andResumed(cures.keepKey(signingArn(facts)), facts, cures.resume(facts.client)),
  },
  {
    id: 'key-missing',
    what: ({ keyState }) =>
      keyState === 'Missing' ? 'The signing key is gone: nothing can be issued with it ever again.' : undefined,
    cure: ({ client }, cures) => cures.reissue(client),
  },
];

export const LABEL_RULES: readonly FindingRule[] = [
  {
    id: 'labels-full',
    what: ({ secret }) =>
      freeLabels(secret.versions) < LABELS_NEEDED
        ? 'The secret has nearly all of its 20 labels: no rotation can begin.'
        : undefined,
    cure: ({ client, secret }, cures) => {
      const foreign = Object.keys(secret.versions).flatMap((versionId) =>
        labelsOn(secret.versions, versionId)
          .filter((label) => !label.startsWith('AWS') && !label.startsWith('click2mail:'))
          .map((label) => cures.removeLabel(client.secretArn, label, versionId)),
      );
      return foreign[0] ?? cures.resume(client);
    },
  },
];
