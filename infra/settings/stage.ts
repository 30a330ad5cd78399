import { InvalidSettings } from './invalid-settings.ts';
import { isObject } from './shapes.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * The settings of a stage: those of `click2mail.stages.<stage>` laid over all others, objects key by key, anything
 * else as a whole; null takes a setting away (RFC 7396). Without a stage, what is outside of `stages`.
 * @throws InvalidSettings when there is no such stage
 */
export function settingsOfStage(context: unknown, stage: unknown): unknown {
  if (!isObject(context)) return context;
  const { stages = {}, ...base } = context;
  if (!isObject(stages)) throw new InvalidSettings(['click2mail.stages: must be an object with one entry for each']);
  if (stage === undefined) return base;
  const overlay = typeof stage === 'string' && Object.hasOwn(stages, stage) ? stages[stage] : undefined;
  if (!isObject(overlay)) {
    const known = Object.keys(stages).join(', ') || 'none';
    throw new InvalidSettings([`click2mail.stages: has no stage ${String(stage)}; there are: ${known}`]);
  }
  return merged(base, overlay);
}

function merged(base: unknown, overlay: Json): Json {
  const result = new Map(Object.entries(isObject(base) ? base : {}));
  for (const [key, value] of Object.entries(overlay)) {
    if (value === null) result.delete(key);
    else result.set(key, isObject(value) ? merged(result.get(key), value) : value);
  }
  return Object.fromEntries(result);
}
