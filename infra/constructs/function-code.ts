import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { FunctionSettings } from '../../functions/lambda/settings.ts';

/**
 * Gives the code of a kind of function, by the name of its folder, with settings beside it.
 * @param folder of the rotation that it is for
 */
export type FunctionCode = (name: string, folder: string, settings: FunctionSettings) => Code;

/** Code that was bundled before, with settings beside it, as an asset in a folder of its own. */
export function codeWithSettings(bundle: string, asset: string, settings: FunctionSettings): Code {
  rmSync(asset, { recursive: true, force: true });
  cpSync(bundle, asset, { recursive: true });
  writeFileSync(`${asset}/settings.json`, JSON.stringify(settings, undefined, 2));
  return Code.fromAsset(asset);
}
