import {
  begunLabel,
  carries,
  CURRENT,
  dueLabel,
  pendingSinceLabel,
  PENDING,
  revokeNowLabel,
  storedLabel,
  versionWith,
} from '../../../functions/core/version-labels.ts';
import type { Probe } from '../probe.ts';
import { Disproved } from '../probe.ts';
import { refusedWith } from '../refused-with.ts';
import type { Scratch } from './scratch.ts';

const LABELS_PER_SECRET = 20;
const LONGEST_LABEL = 110;
const ATTEMPT = '076787332da0';

/** Every form that a label of the ledger has, and one that is longer than any. */
function labelForms(versionId: string, now: number): string[] {
  const forms = [
    storedLabel(versionId),
    begunLabel(now, ATTEMPT, versionId),
    dueLabel(now, versionId),
    pendingSinceLabel(now, versionId),
    revokeNowLabel(now, versionId),
  ];
  return [...forms, `click2mail:${'longest:'.repeat(LONGEST_LABEL)}`.slice(0, LONGEST_LABEL - 1) + 'x'];
}

/** What the ledger believes of staging labels. */
export const LABEL_PROBES: readonly Probe<Scratch>[] = [
  {
    name: 'label-forms',
    question: 'Can every label of the ledger, with its colons and up to 110 characters, be put, moved and removed?',
    beliefs: ['label-characters'],
    async run(scratch) {
      const secret = await scratch.secret('label_forms');
      const next = await secret.put([PENDING]);
      const forms = labelForms(secret.first, Date.now());
      for (const label of forms) await secret.move(label, { to: secret.first });
      await secret.labelsOnce('every label is on the first version', (versions) =>
        forms.every((label) => carries(versions, secret.first, label)),
      );
      for (const label of forms) await secret.move(label, { from: secret.first, to: next });
      await secret.labelsOnce('every label is on the second version', (versions) =>
        forms.every((label) => carries(versions, next, label)),
      );
      for (const label of forms) await secret.move(label, { from: next });
      await secret.labelsOnce('every label is gone', (versions) =>
        forms.every((label) => versionWith(versions, label) === undefined),
      );
      const lengths = forms.map(({ length }) => length);
      return `${forms.length} forms of ${Math.min(...lengths)} to ${Math.max(...lengths)} characters put, moved and removed`;
    },
  },
  {
    name: 'labels-in-one-put',
    question: 'Does one PutSecretValue move AWSPENDING, a stored-label and a begun-label to the new version?',
    beliefs: ['put-moves-labels'],
    async run(scratch) {
      const secret = await scratch.secret('one_put');
      const next = crypto.randomUUID();
      const labels = [PENDING, storedLabel(next), begunLabel(Date.now(), ATTEMPT, next)];
      await secret.move(labels[2] ?? '', { to: secret.first });
      await secret.put(labels, 'the next value', next);
      const versions = await secret.labelsOnce('the three labels are on the new version', (seen) =>
        labels.every((label) => carries(seen, next, label)),
      );
      if (!carries(versions, secret.first, CURRENT))
        throw new Disproved(`AWSCURRENT moved: ${JSON.stringify(versions)}`);
      return 'all three moved, AWSCURRENT stayed';
    },
  },
  {
    name: 'twenty-labels',
    question: 'Are 20 labels on all versions together allowed, and is one more refused?',
    beliefs: ['twenty-labels'],
    async run(scratch) {
      const secret = await scratch.secret('twenty_labels');
      const next = await secret.put([PENDING]);
      const own = Array.from({ length: LABELS_PER_SECRET - 2 }, (_, index) => `click2mail:${index}:${next}`);
      for (const [index, label] of own.entries())
        await secret.move(label, { to: index % 2 === 0 ? secret.first : next });
      const limit = { names: ['LimitExceededException'] };
      const byMove = await refusedWith(secret.move('click2mail:one-more', { to: next }), limit);
      await refusedWith(secret.put(['click2mail:one-more']), limit);
      return `20 on two versions; one more: ${byMove}`;
    },
  },
  {
    name: 'label-held-elsewhere',
    question: 'Is a label that another version has only moved when that version is named?',
    beliefs: ['label-held-elsewhere'],
    async run(scratch) {
      const secret = await scratch.secret('held_elsewhere');
      const next = await secret.put([PENDING]);
      const label = storedLabel(secret.first);
      await secret.move(label, { to: secret.first });
      return refusedWith(secret.move(label, { to: next }), { names: ['InvalidParameterException'] });
    },
  },
  {
    name: 'label-absent',
    question: 'How is the removal of a label refused that is not on the version?',
    beliefs: ['label-absent'],
    async run(scratch) {
      const secret = await scratch.secret('label_absent');
      return refusedWith(secret.move(storedLabel(secret.first), { from: secret.first }), {
        names: ['InvalidParameterException'],
      });
    },
  },
  {
    name: 'current-moves',
    question: 'Do a version’s own labels stay on it when AWSCURRENT moves away, and on the one that it moves to?',
    beliefs: ['labels-stay'],
    async run(scratch) {
      const secret = await scratch.secret('current_moves');
      const next = await secret.put([PENDING]);
      await secret.move(storedLabel(secret.first), { to: secret.first });
      await secret.move(storedLabel(next), { to: next });
      await secret.move(CURRENT, { from: secret.first, to: next });
      await secret.labelsOnce('AWSCURRENT moved, AWSPREVIOUS and the own labels are where they belong', (versions) =>
        [
          carries(versions, next, CURRENT),
          carries(versions, next, storedLabel(next)),
          carries(versions, secret.first, 'AWSPREVIOUS'),
          carries(versions, secret.first, storedLabel(secret.first)),
        ].every(Boolean),
      );
      return 'the labels stayed';
    },
  },
  {
    name: 'current-moved-meanwhile',
    question: 'Is AWSCURRENT not moved when the version that is named as the current one is not?',
    beliefs: ['stale-current'],
    async run(scratch) {
      const secret = await scratch.secret('stale_current');
      const second = await secret.put([PENDING]);
      const third = await secret.put(['click2mail:third']);
      await secret.move(CURRENT, { from: secret.first, to: second });
      const refused = await refusedWith(secret.move(CURRENT, { from: secret.first, to: third }), {
        names: ['InvalidParameterException', 'InvalidRequestException'],
      });
      await secret.labelsOnce('AWSCURRENT stayed', (versions) => carries(versions, second, CURRENT));
      return refused;
    },
  },
];
