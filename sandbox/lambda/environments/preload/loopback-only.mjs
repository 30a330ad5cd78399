import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * Any method of Node's whose arguments are looked at before it acts.
 * @typedef {(this: unknown, ...args: unknown[]) => unknown} Method
 */

/**
 * Refuses every connection, datagram and name look-up that is not for this machine, before anything reaches the
 * network: a bundle that runs in the sandbox may hold the address of a real service.
 */
export function refuseAllButLoopback() {
  refuseConnections();
  refuseDatagrams();
  refuseLookUps();
  // Named imports of built-in modules see the replaced functions only after this.
  syncBuiltinESMExports();
}

function refuseConnections() {
  replace(net.Socket.prototype, 'connect', (connect) => {
    return function guarded(...args) {
      const target = connectionTarget(args);
      if (isLoopback(target)) return connect.apply(this, args);
      const socket = /** @type {net.Socket} */ (this);
      process.nextTick(() => socket.destroy(refusal('connect', target)));
      return socket;
    };
  });
}

/**
 * Host, or path of a local socket, that `connect` was called with: `(options)`, `(port, host)`, `(path)`, or the list
 * of such arguments that Node's own modules pass.
 * @param {unknown[]} args
 * @returns {unknown}
 */
function connectionTarget(args) {
  const [first, second] = Array.isArray(args[0]) ? /** @type {unknown[]} */ (args[0]) : args;
  if (typeof first === 'object' && first !== null) {
    const { path, host } = /** @type {{ path?: unknown, host?: unknown }} */ (first);
    return path ?? host ?? 'localhost';
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return first;
  return typeof second === 'string' ? second : 'localhost';
}

function refuseDatagrams() {
  replace(dgram.Socket.prototype, 'connect', (connect) => {
    return function guarded(...args) {
      refuseUnlessLoopback('connect', typeof args[1] === 'string' ? args[1] : 'localhost');
      return connect.apply(this, args);
    };
  });
  replace(dgram.Socket.prototype, 'send', (send) => {
    return function guarded(...args) {
      // The address is the only text that can follow the message.
      const address = args.slice(1).find((argument) => typeof argument === 'string');
      refuseUnlessLoopback('send', address ?? 'localhost');
      return send.apply(this, args);
    };
  });
}

function refuseLookUps() {
  for (const owner of [dns, dns.Resolver.prototype]) {
    replaceLookUps(owner, (lookUp, name) => {
      return function guarded(...args) {
        const callback = args.at(-1);
        if (isLoopback(args[0]) || typeof callback !== 'function') return lookUp.apply(this, args);
        return process.nextTick(callback, refusal(name, args[0]));
      };
    });
  }
  for (const owner of [dns.promises, dns.promises.Resolver.prototype]) {
    replaceLookUps(owner, (lookUp, name) => {
      return async function guarded(...args) {
        refuseUnlessLoopback(name, args[0]);
        return lookUp.apply(this, args);
      };
    });
  }
}

/**
 * @param {object} owner
 * @param {(lookUp: Method, name: string) => Method} guard
 */
function replaceLookUps(owner, guard) {
  const inherited = /** @type {object} */ (Object.getPrototypeOf(owner));
  const names = new Set([...Object.getOwnPropertyNames(owner), ...Object.getOwnPropertyNames(inherited)]);
  for (const name of names) {
    if (/^(lookup|lookupService|resolve\w*|reverse)$/.test(name)) replace(owner, name, guard);
  }
}

/**
 * @param {object} owner
 * @param {string} name
 * @param {(original: Method, name: string) => Method} guard
 */
function replace(owner, name, guard) {
  const original = /** @type {Method} */ (Reflect.get(owner, name));
  Reflect.set(owner, name, guard(original, name));
}

/** @type {(syscall: string, target: unknown) => void} */
function refuseUnlessLoopback(syscall, target) {
  if (!isLoopback(target)) throw refusal(syscall, target);
}

/** @param {unknown} host */
function isLoopback(host) {
  return /^(localhost|(::ffff:)?127(\.\d{1,3}){3}|::1)$/i.test(String(host));
}

/**
 * @param {string} syscall
 * @param {unknown} target
 */
function refusal(syscall, target) {
  const error = new Error(`${syscall} ${String(target)}: the sandbox lets functions talk to 127.0.0.1 only`);
  return Object.assign(error, { code: 'EACCES', syscall, address: String(target) });
}
