import { CURRENT, versionWith } from '../../../functions/core/version-labels.ts';
import { orderRevocation } from '../../commands/revoke.ts';
import { askFunctions } from '../../stack/ask-functions.ts';
import { describeVersions } from '../../stack/describe-versions.ts';
import { Disproved, NotAsked, type Probe } from '../probe.ts';
import { clientOf, type StackSetting } from './stack-setting.ts';

/** Comes last: it leaves no token in its grace. */
export const REVOKE_NOW_PROBE: Probe<StackSetting> = {
  name: 'revoke-now',
  question: 'May the sweep start a rotation by the rules as they are, and revoke at once what that supersedes?',
  beliefs: ['modify-rotation-rules', 'sweep-by-tag'],
  async run(setting) {
    const { session } = setting;
    const { client } = clientOf(setting, 'assertion');
    const current = versionWith(await describeVersions(client, session), CURRENT);
    const { clients } = await askFunctions(client, session);
    const tokens = clients.find((one) => one.client === client.name)?.tokens ?? [];
    const token = tokens.find(({ version_id }) => version_id === current);
    if (token === undefined) throw new NotAsked('There is no token.');
    const answer = await orderRevocation(client, token.token_id, false, session);
    if (answer.outcome !== 'revoked') throw new Disproved(`${answer.outcome}: ${answer.reason ?? ''}`);
    return `${answer.revoked.length} revoked, and another is current`;
  },
};
