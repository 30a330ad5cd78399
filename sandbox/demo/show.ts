import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { SandboxState, TokenState } from '../console/state.ts';
import type { Sandbox } from '../sandbox.ts';

/** Writes to a terminal with colours, and to everything else without. */
export interface Screen {
  readonly write: (text: string) => void;
  readonly hasColours: boolean;
}

/** The versions of every client's secret, with the token each one holds. */
export function versionTable({ clients, tokens }: SandboxState, { hasColours }: Pick<Screen, 'hasColours'>): string {
  const byId = new Map(tokens.map((token) => [token.id, token]));
  const table = new Table({
    head: ['client', 'version', 'labels', 'token', 'state', 'expires'],
    style: { head: hasColours ? ['bold'] : [], border: hasColours ? ['gray'] : [], compact: true },
  });
  for (const { name, versions } of clients) {
    // What never held a token and has lost its labels is not there any more for anybody.
    for (const { versionId, labels, tokenId } of versions.filter(
      (version) => version.labels.length > 0 || version.tokenId !== null,
    )) {
      const token = tokenId === null ? undefined : byId.get(tokenId);
      table.push([
        name,
        versionId.slice(0, 8),
        labels.map(shortLabel).join('\n'),
        tokenId ?? '(none)',
        token === undefined ? '' : colouredState(token, hasColours),
        token === undefined ? '' : token.expiresAt.slice(0, 16).replace('T', ' '),
      ]);
    }
  }
  return table.toString();
}

/** Ids are long and say nothing to people: what matters of a label is its kind and its time. */
function shortLabel(label: string): string {
  return label.replaceAll(/([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f-]{22,}/g, '$1…');
}

function colouredState({ state }: TokenState, hasColours: boolean): string {
  if (!hasColours) return state;
  return styleText(state === 'live' ? 'green' : 'gray', state, { validateStream: false });
}

/** Where everything is, and what to try first. */
export function welcome(
  sandbox: Pick<Sandbox, 'awsEndpoint' | 'apiBaseUrl' | 'consoleUrl' | 'state' | 'consumers'>,
): string {
  const { awsEndpoint, apiBaseUrl, consoleUrl } = sandbox;
  const [client] = sandbox.state().clients;
  const secretName = `click2mail/${client?.name ?? 'acme'}`;
  const aws = `aws --endpoint-url ${awsEndpoint} secretsmanager`;
  const vends = sandbox.consumers.map(
    ({ name, functionName }) =>
      `     aws --endpoint-url ${awsEndpoint} lambda invoke --function-name ${functionName}:${name} /dev/stdout`,
  );
  return `
AWS (Secrets Manager, KMS, Lambda, STS)   ${awsEndpoint}
Click2Mail auth API                       ${apiBaseUrl}
Console                                   ${consoleUrl}/

${vends.length === 0 ? 'Three' : 'Four'} things to try in another terminal:

1. Read the token as an application would:
     export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1
     ${aws} get-secret-value --secret-id ${secretName} --query SecretString --output text

2. Rotate it, and see the labels move:
     ${aws} rotate-secret --secret-id ${secretName}
     ${aws} describe-secret --secret-id ${secretName} --query VersionIdsToStages

3. Let a month pass, and see the schedule rotate it:
     curl -s ${consoleUrl}/api/clock -H 'content-type: application/json' -d '{"advanceSeconds":2678400}'
     curl -s ${consoleUrl}/
${vends.length === 0 ? '' : `\n4. Have a short-term token vended, as each of the consumers:\n${vends.join('\n')}\n`}
Ctrl-C ends the sandbox.
`;
}
