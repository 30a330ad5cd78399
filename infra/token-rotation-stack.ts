import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { TokenAlarms } from './alarms/token-alarms.ts';
import { ClientRotation } from './client-rotation.ts';
import { ISSUER, SWEEP, VENDOR } from './function-names.ts';
import { IssueByOtp } from './issue-by-otp.ts';
import { RevocationSweep } from './revocation-sweep.ts';
import { sharedSigningKeyAlias } from './settings/client-names.ts';
import type { Settings } from './settings/settings.ts';
import { ShortTermTokenVendor } from './short-term-token-vendor.ts';
import { SigningKeySlots } from './signing-key-slots.ts';
import { STACK_DESCRIPTION, STAGE_OUTPUT } from './stack-description.ts';
import { StackEncryptionKey } from './stack-encryption-key.ts';

interface TokenRotationStackProps {
  /** Those of this stack's clients alone. */
  readonly settings: Settings;
  /** 1, or its place among several. */
  readonly stackNumber: number;
  /** The code of a function, by the name of its folder. */
  readonly codeOf: (functionName: string) => Code;
}

/** Some clients' token secrets, and what rotates them. No two clients share a function or a role. */
export class TokenRotationStack extends Stack {
  readonly clients: ReadonlyMap<string, ClientRotation>;
  /** Absent without consumers. */
  readonly vendor: ShortTermTokenVendor | undefined;

  constructor(scope: Construct, id: string, { settings, stackNumber, codeOf }: TokenRotationStackProps) {
    super(scope, id, {
      description: STACK_DESCRIPTION,
      env: {
        ...(settings.account && { account: settings.account }),
        ...(settings.region && { region: settings.region }),
      },
    });
    const encryptionKey = new StackEncryptionKey(this, 'EncryptionKey', settings);
    const common = {
      settings,
      encryptionKey,
      sharedSigningKeys: this.#sharedSigningKeys(settings, stackNumber),
      surroundings: { ...settings, logKeyArn: encryptionKey.keyArn },
      codeOf: kept(codeOf),
    };
    this.clients = new Map(
      Object.entries(settings.clients).map(([name, client]) => [
        name,
        new ClientRotation(this, name, { ...common, client }),
      ]),
    );
    const issueByOtp = new IssueByOtp(this, 'IssueByOtp', {
      ...common,
      namePrefix: settings.namePrefix,
      replicaRegions: settings.replicaRegions,
      code: codeOf(ISSUER),
    });
    const sweep = new RevocationSweep(this, 'RevocationSweep', {
      ...common,
      namePrefix: settings.namePrefix,
      sweepEverySeconds: settings.sweepEvery,
      checkEverySeconds: settings.checkEvery,
      code: codeOf(SWEEP),
    });
    for (const client of this.clients.values()) {
      client.letIssuerIn(issueByOtp.role);
      client.letSweepIn(sweep.role);
    }
    if (Object.keys(settings.consumers).length > 0) {
      this.vendor = new ShortTermTokenVendor(this, 'ShortTermTokenVendor', {
        ...common,
        namePrefix: settings.namePrefix,
        consumers: settings.consumers,
        concurrency: settings.vendorConcurrency,
        code: codeOf(VENDOR),
      });
      for (const client of this.clients.values()) client.letVendorIn(this.vendor.role);
    }
    new TokenAlarms(this, 'Alarms', {
      monitoring: settings.monitoring,
      settings: settings.alarms,
      sweepEverySeconds: settings.sweepEvery,
      sweepRuleName: sweep.ruleName,
      clients: this.#watched(settings),
      vend: this.vendor?.function,
    });
    const stage: unknown = this.node.tryGetContext('stage');
    if (typeof stage === 'string') {
      new CfnOutput(this, STAGE_OUTPUT, { value: stage, description: 'The stage that it was deployed with' });
    }
    for (const [key, value] of Object.entries(settings.tags)) Tags.of(this).add(key, value);
    this.#boundRoles(settings.permissionsBoundary);
  }

  #sharedSigningKeys({ signingKeys, namePrefix, clients }: Settings, stackNumber: number) {
    const signing = Object.values(clients).find(
      (client) => client.grant === 'assertion' && client.existingKeyArn === undefined,
    );
    if (signingKeys === 'per-client' || signing?.grant !== 'assertion') return undefined;
    return new SigningKeySlots(this, {
      alias: (slot) => sharedSigningKeyAlias(namePrefix, stackNumber, slot),
      description: `Signs the assertions of the Click2Mail clients of the stack ${this.stackName}`,
      assertion: signing.assertion,
    });
  }

  #watched({ clients }: Settings): ConstructorParameters<typeof TokenAlarms>[2]['clients'] {
    return new Map(
      Object.entries(clients).flatMap(([name, client]) => {
        const scope = this.clients.get(name);
        return scope === undefined ? [] : [[name, { scope, client }] as const];
      }),
    );
  }

  #boundRoles(boundary: string | undefined): void {
    if (boundary === undefined) return;
    const arn = boundary.startsWith('arn:')
      ? boundary
      : this.formatArn({ service: 'iam', region: '', resource: 'policy', resourceName: boundary });
    PermissionsBoundary.of(this).apply(ManagedPolicy.fromManagedPolicyArn(this, 'PermissionsBoundary', arn));
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
