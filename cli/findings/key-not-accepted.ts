import type { FindingRule } from './finding-rule.ts';
import { bothSlots, otherSlot } from '../facts/key-slots.ts';
import { isPending } from '../facts/pending.ts';

/** A key signs that was activated before Click2Mail knew it. The former one, which the current token is from, is still there. */
export const KEY_NOT_ACCEPTED: FindingRule = {
  id: 'key-not-accepted',
  asksApi: true,
  what: ({ client, keySlots, lastError }) => {
    const former = keySlots.find(({ mayHaveIssued }) => mayHaveIssued === true)?.slot;
    if (former === undefined || lastError?.code !== 'TOKEN_REFUSED') return undefined;
    const setting = JSON.stringify({ keySlots: bothSlots, signingKey: former });
    return (
      `The key in slot ${otherSlot(former)} signs, and Click2Mail has accepted nothing of it yet: ${lastError.message} ` +
      `Go back to ${former}: clients.${client.name}.assertion must say ${setting} in cdk.json. Then deploy.`
    );
  },
  cure: (facts, cures) => {
    const deploy = cures.deploy(facts.client);
    return isPending(facts) ? `${deploy} && ${cures.resume(facts.client)}` : deploy;
  },
};
