import { VENDOR } from '../infra/function-names.ts';
import type { Row } from './result.ts';
import { bundleSizeRow } from './rows/bundle-size.ts';
import { coldStartRow } from './rows/cold-start.ts';
import { growthRow } from './rows/growth.ts';
import { profileRow } from './rows/profile.ts';
import { rotationRow } from './rows/rotation.ts';
import { sandboxRow } from './rows/sandbox.ts';
import { scaleRow } from './rows/scale.ts';
import { warmVendRow } from './rows/warm-vend.ts';

/** What is measured, in this order. */
export const ROWS: readonly Row[] = [
  coldStartRow,
  // The function whose cold start somebody feels.
  profileRow(VENDOR),
  bundleSizeRow,
  warmVendRow,
  rotationRow,
  growthRow,
  scaleRow,
  sandboxRow,
];
