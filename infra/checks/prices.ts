/**
 * What AWS asks for, in US dollars, in us-east-1, without any free tier, as commonly stated in November 2026. The pages
 * that are named with each have the last word; other regions ask for more. They are used for an estimate alone
 * (belief: prices).
 */
export const PRICES = {
  /** https://aws.amazon.com/kms/pricing/ */
  kms: {
    keyMonth: 1,
    /** More for a key after its first automatic rotation, and again after its second; later ones cost nothing. */
    rotationMonth: 1,
    /** Also for signatures with RSA keys of 2048 bits. */
    requests10k: 0.03,
    /** Signatures with other RSA keys and with elliptic curves. */
    otherSignatures10k: 0.15,
  },
  /** https://aws.amazon.com/secrets-manager/pricing/; a replica counts as a secret. */
  secretsManager: { secretMonth: 0.4, calls10k: 0.05 },
  /** https://aws.amazon.com/lambda/pricing/, on Arm. */
  lambda: { requests1m: 0.2, gigabyteSecond: 0.000_013_333_4 },
  /** https://aws.amazon.com/cloudwatch/pricing/; a metric that is written in some hours only is paid for those. */
  cloudWatch: {
    metricMonth: 0.3,
    alarmMonth: 0.1,
    compositeAlarmMonth: 0.5,
    dashboardMonth: 3,
    logsIngestedGigabyte: 0.5,
    logsStoredGigabyteMonth: 0.03,
  },
} as const;
