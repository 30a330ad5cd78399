import { isAbsolute } from 'node:path';
import * as v from 'valibot';
import { SERVICES } from '../service-name.ts';

const YEARS_10_IN_SECONDS = 10 * 366 * 24 * 60 * 60;

/** Body of `POST /api/clock`. */
export const ClockOrder = v.strictObject({
  advanceSeconds: v.pipe(v.number(), v.minValue(0), v.maxValue(YEARS_10_IN_SECONDS)),
});

/** Body of `POST /api/otp`. */
export const OtpOrder = v.strictObject({ clientId: v.pipe(v.string(), v.nonEmpty()) });

/** Body of `POST /api/rotate`: the client by its name in the settings. */
export const RotateOrder = v.strictObject({ client: v.pipe(v.string(), v.nonEmpty()) });

/** Body of `POST /api/revoke-now`: the token that is meant must be named, or a second order would revoke its successor. */
export const RevokeNowOrderBody = v.strictObject({
  client: v.pipe(v.string(), v.nonEmpty()),
  tokenId: v.pipe(v.string(), v.nonEmpty()),
});

/** Body of `POST /api/deploy`: a folder that `cdk synth` wrote, with its whole path. */
export const DeployOrder = v.strictObject({
  assembly: v.pipe(v.string(), v.check(isAbsolute, 'must be a whole path')),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Body of `POST /api/faults`. */
export const FaultOrderBody = v.strictObject({
  kind: v.picklist(['refuse', 'throttle', 'delay', 'lose-answer', 'oversize', 'kill']),
  service: v.exactOptional(v.picklist(SERVICES)),
  operation: v.exactOptional(v.string()),
  functionName: v.exactOptional(v.string()),
  nth: v.exactOptional(count),
  times: v.exactOptional(count),
  status: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  code: v.exactOptional(v.string()),
  seconds: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(3600))),
  afterActing: v.exactOptional(v.boolean()),
});
