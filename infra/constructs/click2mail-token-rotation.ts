import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { VENDOR } from '../function-names.ts';
import { functionSettings, vendorSettings } from '../function-settings.ts';
import { prebuiltFunctions } from './prebuilt-functions.ts';
import { isOneRotation, rotationFolder } from '../rotation-name.ts';
import { TokenRotation } from '../token-rotation.ts';
import { claimNames, namesMadeBy } from './claimed-names.ts';
import type { Click2MailTokenRotationProps } from './props.ts';
import { RotatedClient } from './rotated-client.ts';
import { TokenConsumer } from './token-consumer.ts';
import { settingsOfProps } from './written-props.ts';

/**
 * Long-term tokens of Click2Mail API clients, in secrets that rotate themselves, and short-term tokens for consumers.
 * It may stand in any stack, as often as you like: give each a `namePrefix` of its own.
 *
 * Its secrets, keys and log groups stay when they leave the template: a token is in no other place.
 */
export class Click2MailTokenRotation extends Construct {
  /** @internal */
  readonly parts: TokenRotation;
  readonly #clients = new Map<string, RotatedClient>();
  readonly #consumers = new Map<string, TokenConsumer>();

  /**
   * @throws InvalidSettings when the options cannot be used
   * @throws NameTaken when another rotation of the app makes something of the same name in the same place
   */
  constructor(scope: Construct, id: string, props: Click2MailTokenRotationProps) {
    super(scope, id);
    isOneRotation(this);
    const settings = settingsOfProps(this, props);
    const { stackNumber = 1, functions } = props;
    const codeOf = functions ?? prebuiltFunctions(join(outputFolder(this), 'click2mail'));
    // A consumer is the vendor's business alone: one more leaves every other function as it is.
    const settingsFor = (name: string) => (name === VENDOR ? vendorSettings : functionSettings)(settings, stackNumber);
    this.parts = new TokenRotation(this, {
      settings,
      stackNumber,
      codeOf: (name) => codeOf(name, rotationFolder(this), settingsFor(name)),
    });
    for (const [name, client] of this.parts.clients) this.#clients.set(name, new RotatedClient(name, client));
    for (const [name, alias] of this.parts.vendor?.aliases ?? []) {
      this.#consumers.set(name, new TokenConsumer(name, alias));
    }
    claimNames(this, namesMadeBy(settings, stackNumber));
  }

  /**
   * The client of this name among `clients`.
   * @throws RangeError when there is none
   */
  client(name: string): RotatedClient {
    return oneOf(this.#clients, name, `clients of ${this.node.path}`);
  }

  /**
   * The consumer of this name among `consumers`.
   * @throws RangeError when there is none
   */
  consumer(name: string): TokenConsumer {
    return oneOf(this.#consumers, name, `consumers of ${this.node.path}`);
  }
}

function oneOf<T>(map: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = map.get(name);
  if (found !== undefined) return found;
  throw new RangeError(`${name} is not one of the ${what}: ${[...map.keys()].join(', ') || 'there are none'}.`);
}

/** So that two syntheses at once do not write over each other. */
function outputFolder(scope: Construct): string {
  const stage = Stage.of(scope);
  if (stage === undefined) throw new TypeError('A rotation must be in a stack, and the stack in an app.');
  return stage.outdir;
}
