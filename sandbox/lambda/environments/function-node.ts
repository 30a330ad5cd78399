import { createRequire } from 'node:module';
import { MissingPackage } from '../../missing-package.ts';

/** Lambda's runtime nodejs24.x, which the functions are bundled for. */
const NODE_NEEDED = 24;

/**
 * The Node that functions run on: the one that runs this, or, where that is older, the one that an optional dependency
 * brings for Linux.
 * @throws MissingPackage
 */
export function functionNode(): string {
  if (Number(process.versions.node.split('.')[0]) >= NODE_NEEDED) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/node`);
  } catch {
    throw new MissingPackage(
      `This is Node ${process.versions.node}, and the sandbox runs the functions on Node ${NODE_NEEDED}`,
      `install it, or run this with it, or npm install --save-dev ${name}@${NODE_NEEDED}`,
    );
  }
}
