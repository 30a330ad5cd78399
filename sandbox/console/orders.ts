import { isAbsolute } from 'node:path';
import * as v from 'valibot';

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

/** Body of `POST /api/deploy`: a folder that `cdk synth` wrote, with its whole path; and whether to undo what was done by hand. */
export const DeployOrder = v.strictObject({
  assembly: v.pipe(v.string(), v.check(isAbsolute, 'must be a whole path')),
  revertDrift: v.exactOptional(v.boolean()),
});
