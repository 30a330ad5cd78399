import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { SandboxState, TokenState } from '../console/state.ts';
import { shellLines } from '../published.ts';
import type { Sandbox } from '../sandbox.ts';
import { IS_INSTALLED } from '../start-up/installed.ts';

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
  sandbox: Pick<Sandbox, 'awsEndpoint' | 'apiBaseUrl' | 'consoleUrl' | 'state' | 'consumers' | 'published'>,
): string {
  const { awsEndpoint, apiBaseUrl, consoleUrl } = sandbox;
  const [client] = sandbox.state().clients;
  const secretName = `click2mail/${client?.name ?? 'acme'}`;
  // Older AWS CLIs do not know AWS_ENDPOINT_URL, and would ask AWS.
  const endpoint = '--endpoint-url $AWS_ENDPOINT_URL';
  const vends = sandbox.consumers.map(
    ({ name, functionName }) =>
      `     aws ${endpoint} lambda invoke --function-name ${functionName}:${name} /dev/stdout`,
  );
  return `
AWS (Secrets Manager, KMS, Lambda, STS)   ${awsEndpoint}
Click2Mail auth API                       ${apiBaseUrl}
Console                                   ${consoleUrl}/

In another terminal, say once where all this is:

     eval "$(curl -s ${awsEndpoint}/sandbox/environment)"

which is short for

${indented(shellLines(sandbox.published()))}

Then try there:

1. Read the token as an application would:
     aws ${endpoint} secretsmanager get-secret-value --secret-id ${secretName} --query SecretString --output text

2. Rotate it, and see the labels move:
     aws ${endpoint} secretsmanager rotate-secret --secret-id ${secretName}
     aws ${endpoint} secretsmanager describe-secret --secret-id ${secretName} --query VersionIdsToStages

3. Let a month pass, and see the schedule rotate it:
     curl -s $CLICK2MAIL_CONSOLE/api/clock -H 'content-type: application/json' -d '{"advanceSeconds":2678400}'
     ${IS_INSTALLED ? 'npx click2mail-tokens' : 'npm run tokens --'} status
${vends.length === 0 ? '' : `\n4. Have a short-term token vended, as each of the consumers:\n${vends.join('\n')}\n`}
Ctrl-C ends the sandbox.
`;
}

function indented(lines: string): string {
  return lines.replaceAll(/^/gm, '     ');
}
