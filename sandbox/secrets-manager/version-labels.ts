import { invalidParameter, limitExceeded } from './refusals.ts';

/** The staging labels of a secret, by version id. A version without a label has no entry; a label sits on one version. */
export type VersionLabels = ReadonlyMap<string, ReadonlySet<string>>;

/** A change of one label, as UpdateSecretVersionStage asks for it. */
export interface LabelMove {
  readonly label: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const CURRENT = 'AWSCURRENT';
export const PENDING = 'AWSPENDING';
export const PREVIOUS = 'AWSPREVIOUS';

/** Over all versions of a secret together: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const LABEL_QUOTA = 20;

export function holderOf(labels: VersionLabels, label: string): string | undefined {
  for (const [versionId, held] of labels) if (held.has(label)) return versionId;
  return undefined;
}

export function labelsOf(labels: VersionLabels, versionId: string): string[] {
  return [...(labels.get(versionId) ?? [])];
}

/** The version that a rotation has not finished: AWSPENDING anywhere but on the current version. */
export function unfinishedVersion(labels: VersionLabels): string | undefined {
  const pending = holderOf(labels, PENDING);
  return pending === holderOf(labels, CURRENT) ? undefined : pending;
}

/** Takes the label off whichever version has it. */
export function detach(labels: VersionLabels, label: string): VersionLabels {
  const holder = holderOf(labels, label);
  if (holder === undefined) return labels;
  const rest = labelsOf(labels, holder).filter((other) => other !== label);
  const next = new Map(labels);
  if (rest.length === 0) next.delete(holder);
  else next.set(holder, new Set(rest));
  return next;
}

/**
 * Moves each named label to the version; AWSCURRENT takes AWSPREVIOUS along to where it came from.
 * @throws LimitExceededException when the secret would have more than 20 labels
 */
export function attach(labels: VersionLabels, versionId: string, names: readonly string[]): VersionLabels {
  let next = labels;
  for (const name of names) {
    const former = holderOf(next, name);
    if (former === versionId) continue;
    next = put(detach(next, name), versionId, name);
    if (name === CURRENT && former !== undefined) next = put(detach(next, PREVIOUS), former, PREVIOUS);
  }
  if (count(next) > Math.max(LABEL_QUOTA, count(labels))) {
    throw limitExceeded(`A secret can have at most ${LABEL_QUOTA} staging labels on all its versions together.`);
  }
  return next;
}

/**
 * What storing a value does. A new current value ends whatever was pending, even on another version: AWS calls that
 * an abandoned rotation.
 * @throws LimitExceededException when the secret would have more than 20 labels
 */
export function labelsAfterStoring(labels: VersionLabels, versionId: string, names: readonly string[]): VersionLabels {
  return attach(names.includes(CURRENT) ? detach(labels, PENDING) : labels, versionId, names);
}

/**
 * What UpdateSecretVersionStage does. AWSPENDING and labels of one's own stay where they are when AWSCURRENT moves.
 * @throws InvalidParameterException when the move does not fit where the label is
 * @throws LimitExceededException when the secret would have more than 20 labels
 */
export function labelsAfterMove(labels: VersionLabels, { label, from, to }: LabelMove): VersionLabels {
  const holder = holderOf(labels, label);
  if (from !== undefined && from !== holder) {
    throw invalidParameter(`Version stage ${label} not found in version ${from}`);
  }
  if (from === undefined && holder !== undefined && holder !== to) {
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  }
  if (to !== undefined) return attach(labels, to, [label]);
  if (label === CURRENT) {
    // With AWS's typographic apostrophe.
    throw invalidParameter(
      'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
    );
  }
  return detach(labels, label);
}

function put(labels: VersionLabels, versionId: string, label: string): VersionLabels {
  return new Map(labels).set(versionId, new Set([...labelsOf(labels, versionId), label]));
}

function count(labels: VersionLabels): number {
  let sum = 0;
  for (const held of labels.values()) sum += held.size;
  return sum;
}
