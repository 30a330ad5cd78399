import type { Ignorer } from '@stryker-mutator/api/ignore';
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** What of Babel's tree is looked at here. */
interface Path {
  readonly node: Node;
  readonly parent: Node | null;
}

interface Node {
  readonly type: string;
  readonly callee?: Node;
  readonly object?: Node;
  readonly property?: Node;
  readonly name?: string;
  readonly arguments?: readonly Node[];
}

/** The text of an error or of a log line is no rule: tests that held every word of it would only say it twice. */
const messages: Ignorer = {
  shouldIgnore(path) {
    const { node, parent } = path as unknown as Path;
    const isMessage = parent?.arguments?.[0] === node && (isNewError(parent) || isLogging(parent));
    return isMessage ? 'a message' : undefined;
  },
};

function isNewError({ type, callee }: Node): boolean {
  return type === 'NewExpression' && callee?.name !== undefined && /^(?!Map$|Set$|RegExp$|Date$)/.test(callee.name);
}

/** `log.warn(…)`, `run.log.warn(…)` */
function isLogging({ type, callee }: Node): boolean {
  const object = callee?.object;
  return type === 'CallExpression' && (object?.name ?? object?.property?.name) === 'log';
}

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'messages', messages)];
