import { Stack, Token } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { TokenAlarms } from './alarms/token-alarms.ts';
import { ClientRotation } from './client-rotation.ts';
import { IssueByOtp } from './issue-by-otp.ts';
import { RevocationSweep } from './revocation-sweep.ts';
import { rotationName } from './rotation-name.ts';
import { sharedSigningKeyAlias } from './settings/client-names.ts';
import type { Settings } from './settings/settings.ts';
import type { SharedProps } from './shared-props.ts';
import { ShortTermTokenVendor } from './short-term-token-vendor.ts';
import { SigningKeySlots } from './signing-key-slots.ts';
import { StackEncryptionKey } from './stack-encryption-key.ts';

interface TokenRotationProps extends Omit<SharedProps, 'encryptionKey'> {
  /** 1, or the place of its stack among several. */
  readonly stackNumber: number;
}

/** Makes some clients' token secrets in a scope, and what rotates them. No two clients share a function or a role. */
export class TokenRotation {
  readonly clients: ReadonlyMap<string, ClientRotation>;
  /** Absent without consumers. */
  readonly vendor: ShortTermTokenVendor | undefined;

  readonly #scope: Construct;

  constructor(scope: Construct, { settings, stackNumber, codeOf }: TokenRotationProps) {
    this.#scope = scope;
    const encryptionKey = new StackEncryptionKey(scope, 'EncryptionKey', settings);
    const shared = { settings, encryptionKey, codeOf: kept(codeOf) };
    const sharedSigningKeys = this.#sharedSigningKeys(settings, stackNumber);
    this.clients = new Map(
      Object.entries(settings.clients).map(([name, client]) => [
        name,
        new ClientRotation(scope, name, { ...shared, sharedSigningKeys, client }),
      ]),
    );
    const issueByOtp = new IssueByOtp(scope, 'IssueByOtp', shared);
    const sweep = new RevocationSweep(scope, 'RevocationSweep', shared);
    for (const client of this.clients.values()) {
      client.letIssuerIn(issueByOtp.role);
      client.letSweepIn(sweep.role);
    }
    if (Object.keys(settings.consumers).length > 0) {
      this.vendor = new ShortTermTokenVendor(scope, 'ShortTermTokenVendor', shared);
      for (const client of this.clients.values()) client.letVendorIn(this.vendor.role);
    }
    new TokenAlarms(scope, 'Alarms', {
      monitoring: settings.monitoring,
      settings: settings.alarms,
      sweepEverySeconds: settings.sweepEvery,
      sweepRuleName: sweep.ruleName,
      clients: this.clients,
      vend: this.vendor?.function,
    });
    this.#boundRoles(settings.permissionsBoundary);
  }

  #sharedSigningKeys({ signingKeys, namePrefix, clients }: Settings, stackNumber: number) {
    const signing = Object.values(clients).find(
      (client) => client.grant === 'assertion' && client.existingKeyArn === undefined,
    );
    if (signingKeys === 'per-client' || signing?.grant !== 'assertion') return undefined;
    return new SigningKeySlots(this.#scope, {
      alias: (slot) => sharedSigningKeyAlias(namePrefix, stackNumber, slot),
      description: `Signs the assertions of the Click2Mail clients of the stack ${rotationName(this.#scope)}`,
      assertion: signing.assertion,
    });
  }

  #boundRoles(boundary: string | undefined): void {
    if (boundary === undefined) return;
    const arn =
      boundary.startsWith('arn:') || Token.isUnresolved(boundary)
        ? boundary
        : Stack.of(this.#scope).formatArn({ service: 'iam', region: '', resource: 'policy', resourceName: boundary });
    PermissionsBoundary.of(this.#scope).apply(
      ManagedPolicy.fromManagedPolicyArn(this.#scope, 'PermissionsBoundary', arn),
    );
  }
}

/** Bundles a kind of function when it is asked for first, and never again for the same stack. */
function kept(codeOf: (functionName: string) => Code): (functionName: string) => Code {
  const codes = new Map<string, Code>();
  return (name) => {
    const code = codes.get(name) ?? codeOf(name);
    codes.set(name, code);
    return code;
  };
}
