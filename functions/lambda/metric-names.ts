/**
 * The value of the dimension `service` of what any function of a stack may write: one metric, and one alarm, for all of
 * them. What only one kind of function writes has the function's folder there.
 */
export type WholeStack = 'all';

/** What any function may write, with the dimension `service` alone. */
export type StackMetric = 'RotationFailures' | 'ApiUnavailable' | 'ApiRefusals' | 'DeniedCalls' | 'ClockDrift';

/** What the sweep writes each time for its stack. */
export type SweepMetric =
  | 'DueTokens'
  | 'RevokedTokens'
  | 'UnaccountedTokens'
  | 'ReleasedRotations'
  | 'StartedRotations'
  | 'RotationsSwitchedOff'
  | 'DeadTokens'
  | 'SigningKeysUnusable'
  | 'StaleClientSecrets'
  | 'FailedClients'
  | 'ClientsLeftOver';

/** What the sweep writes each time for each client, with the dimension `client` besides. */
export type ClientMetric = 'SecondsToExpiry' | 'OverdueRevocations';

/** What the sweep writes for its stack in the place of the clients' own, where only what wakes somebody is watched. */
export type EssentialMetric = 'ExpiringTokens';

/** What the vendor writes. */
export type VendMetric = 'Vended' | 'Exchanged' | 'VendDuration' | 'VendFailed' | 'VendRefused';

/** What no alarm is set on: people look at it. */
type LookedAtMetric = 'StepDuration' | 'KeyProbesAccepted' | 'IssuedByOtp' | 'RevokeNowOrders';

/** Whatever the functions write. */
export type OwnMetric = StackMetric | SweepMetric | ClientMetric | EssentialMetric | VendMetric | LookedAtMetric;
