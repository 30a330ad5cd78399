import type { Ignorer } from '@stryker-mutator/api/ignore';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** What of Babel's tree is looked at here. */
interface Path {
  readonly node: Node;
  readonly parent: Node | null;
}

interface Node {
  readonly type: string;
  /** Of a text. */
  readonly value?: unknown;
  /** The texts between what is put into a template. */
  readonly quasis?: readonly { readonly value: { readonly raw: string } }[];
  readonly callee?: Node;
  readonly object?: Node;
  readonly property?: Node;
  readonly name?: string;
  readonly arguments?: readonly Node[];
}

/**
 * What people read is no rule: tests that held every word of it would only say it twice. That is the text of an error or
 * of a log line, and whatever has four words or more.
 */
const messages: Ignorer = {
  shouldIgnore(path) {
    const { node, parent } = path as unknown as Path;
    const isToldFirst = parent?.arguments?.[0] === node && (isNewError(parent) || isLogging(parent));
    return isToldFirst || words(node) >= 4 ? 'a message' : undefined;
  },
};

function isNewError({ type, callee }: Node): boolean {
  return type === 'NewExpression' && callee?.name !== undefined && !BUILT_IN.includes(callee.name);
}

const BUILT_IN = ['Date', 'Map', 'RegExp', 'Set'];

/** `log.warn(…)`, `run.log.warn(…)` */
function isLogging({ type, callee }: Node): boolean {
  const object = callee?.object;
  return type === 'CallExpression' && (object?.name ?? object?.property?.name) === 'log';
}

function words({ type, value, quasis = [] }: Node): number {
  const text = type === 'StringLiteral' ? String(value) : quasis.map((part) => part.value.raw).join(' ');
  return text.trim().split(/\s+/).length;
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'messages', messages)];
