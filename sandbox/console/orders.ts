import * as v from 'valibot';

const YEARS_10_IN_SECONDS = 10 * 366 * 24 * 60 * 60;

/** Body of `POST /api/clock`. */
export const ClockOrder = v.strictObject({
  advanceSeconds: v.pipe(v.number(), v.minValue(0), v.maxValue(YEARS_10_IN_SECONDS)),
});

/** Body of `POST /api/otp`. */
export const OtpOrder = v.strictObject({ clientId: v.pipe(v.string(), v.nonEmpty()) });

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Body of `POST /api/faults`. */
export const FaultOrderBody = v.strictObject({
  kind: v.picklist(['refuse', 'throttle', 'delay', 'lose-answer', 'kill']),
  service: v.exactOptional(v.picklist(['click2mail', 'secretsmanager', 'kms', 'lambda', 'sts'])),
  operation: v.exactOptional(v.string()),
  functionName: v.exactOptional(v.string()),
  nth: v.exactOptional(count),
  times: v.exactOptional(count),
  status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  code: v.exactOptional(v.string()),
  seconds: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(3600))),
  afterActing: v.exactOptional(v.boolean()),
});
