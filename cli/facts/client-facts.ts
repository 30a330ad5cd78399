import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { deadSince } from '../../functions/core/dead-token.ts';
import { CURRENT, retiredAt, versionWith, type VersionStages } from '../../functions/core/version-labels.ts';
import type { ClientReport, Report } from '../../functions/revoke-superseded-tokens/operator-answers.ts';
import type { ReportedToken } from '../../functions/revoke-superseded-tokens/token-report.ts';
import { askFunctions } from '../stack/ask-functions.ts';
import type { DeployedStack, StackClient } from '../stack/deployed-stack.ts';
import { FunctionProblem } from '../stack/invoke-function.ts';
import type { Session } from '../stack/session.ts';
import { DAYS_KEPT, hasTwoKeys, observeKeys } from './key-facts.ts';
import { type KeySlotState, keySlotStates } from './key-slots.ts';
import { type LogFacts, logFacts, readStackLog, type StackLog } from './log-facts.ts';
import { replicaFacts, type ReplicaFacts } from './replica-facts.ts';
import { keyStateIn } from './unless-refused.ts';

/** All that is known of a client. Times are epoch milliseconds by the functions' clock. No value of a token is in it. */
export interface ClientFacts extends LogFacts {
  readonly client: StackClient;
  readonly now: number;
  readonly secret: SecretFacts;
  /** What the stack's own function says; undefined when it could not tell. */
  readonly report: ClientReport | undefined;
  /** Why the function could not tell, or not all of it. */
  readonly reportFailure: string | undefined;
  /** By version. */
  readonly tokens: ReadonlyMap<string, ReportedToken>;
  readonly current: ReportedToken | undefined;
  /** KMS's word, for example `Enabled`, or `Missing`; undefined without a signing key, or where it may not be seen. */
  readonly keyState: string | undefined;
  /** The slots of its signing keys, where there are two keys: a rollover is under way. */
  readonly keySlots: readonly KeySlotState[];
  /** That the API refuses the current token. */
  readonly dead: DeadToken | undefined;
  /** When an operator ended the client. */
  readonly retiredAt: number | undefined;
}

export interface DeadToken {
  readonly since: number;
  readonly foundBy: 'sweep' | 'doctor';
}

export interface SecretFacts {
  /** Whether Secrets Manager knows no such secret any more; then nothing else is known. */
  readonly isMissing: boolean;
  readonly isDeleted: boolean;
  readonly rotationEnabled: boolean;
  readonly nextRotationAt: number | undefined;
  readonly rotationFunctionArn: string | undefined;
  readonly scheduleExpression: string | undefined;
  readonly versions: VersionStages;
  /** When its value, a label or anything else of it was changed last. */
  readonly changedAt: number | undefined;
  readonly replicas: readonly ReplicaFacts[];
}

const LONGEST_LOOK_BACK_MS = 30 * 24 * 60 * 60 * 1000;

/** Everything about all clients of a stack. */
export async function factsOfStack(stack: DeployedStack, session: Session): Promise<ClientFacts[]> {
  const asked = await askForReport(stack, session);
  const log = await readStackLog(stack, nowOf(asked), session);
  const facts: ClientFacts[] = [];
  for (const client of stack.clients) facts.push(await factsOf(client, asked, log, session));
  return facts;
}

/** Everything about one client. */
export async function factsOfClient(client: StackClient, session: Session): Promise<ClientFacts> {
  const asked = await askForReport(client.stack, session);
  return factsOf(client, asked, await readStackLog(client.stack, nowOf(asked), session), session);
}

interface AskedReport {
  readonly report: Report | undefined;
  readonly failure: string | undefined;
}

const nowOf = ({ report }: AskedReport) => (report === undefined ? Date.now() : Date.parse(report.now));

async function askForReport(stack: DeployedStack, session: Session): Promise<AskedReport> {
  try {
    return { report: await askFunctions({ stack }, session), failure: undefined };
  } catch (error) {
    if (!(error instanceof FunctionProblem)) throw error;
    return { report: undefined, failure: error.message };
  }
}

async function factsOf(client: StackClient, asked: AskedReport, log: StackLog, session: Session): Promise<ClientFacts> {
  const own = asked.report?.clients.find((one) => one.client === client.name);
  const now = nowOf(asked);
  const secret = await describeSecret(client, session);
  const tokens = new Map(own?.tokens.map((token) => [token.version_id, token]));
  const current = tokens.get(versionWith(secret.versions, CURRENT) ?? '');
  const deadAt = deadSince(secret.versions);
  const signingArn = client.signingKeys?.signingArn;
  const issuedAt = current === undefined ? now - LONGEST_LOOK_BACK_MS : Date.parse(current.issued_at);
  return {
    client,
    now,
    secret,
    report: own,
    reportFailure: asked.failure ?? own?.failure?.message,
    tokens,
    current,
    keyState: signingArn === undefined ? undefined : await keyStateIn(session.aws.kms, signingArn),
    keySlots: secret.isMissing ? [] : await keySlotsOf(client, own, now, session),
    dead: deadAt === undefined ? undefined : { since: deadAt, foundBy: 'sweep' },
    retiredAt: retiredAt(secret.versions),
    ...(await logFacts(client, { issuedAt, now }, log, session)),
  };
}

async function keySlotsOf(
  client: StackClient,
  report: ClientReport | undefined,
  now: number,
  session: Session,
): Promise<readonly KeySlotState[]> {
  if (report === undefined || !hasTwoKeys(client)) return [];
  try {
    return keySlotStates(await observeKeys(client, report, now, DAYS_KEPT, session));
  } catch (error) {
    // What is said of the key that signs does not depend on it.
    if (error instanceof Error && error.name === 'AccessDeniedException') return [];
    throw error;
  }
}

async function describeSecret({ secretArn }: StackClient, session: Session): Promise<SecretFacts> {
  const asked = session.aws.secretsManager.send(new DescribeSecretCommand({ SecretId: secretArn }));
  const found = await asked.catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  });
  return {
    isMissing: found === undefined,
    isDeleted: found?.DeletedDate !== undefined,
    rotationEnabled: found?.RotationEnabled ?? false,
    nextRotationAt: found?.NextRotationDate?.getTime(),
    rotationFunctionArn: found?.RotationLambdaARN,
    scheduleExpression: found?.RotationRules?.ScheduleExpression,
    versions: found?.VersionIdsToStages ?? {},
    changedAt: found?.LastChangedDate?.getTime(),
    replicas: found === undefined ? [] : await replicaFacts(found, session),
  };
}
