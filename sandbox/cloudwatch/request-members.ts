import * as v from 'valibot';
import { formList } from '../aws/protocols/query-form.ts';
import { integer, oneOf, text } from '../aws/request-shape.ts';

/*
 * Members that several operations share, with the limits of AWS's service model
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/). In a form of the query protocol numbers and times
 * are texts.
 */

export const alarmName = text(1, 255);

export const alarmTypes = v.optional(formList(oneOf(['CompositeAlarm', 'MetricAlarm']), 2), []);

export const maxRecords = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => (typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value)),
    integer(1, 100),
  ),
  100,
);

/** Epoch seconds, or ISO 8601; epoch milliseconds afterwards. */
export const timestamp = v.pipe(
  v.unknown(),
  v.transform((value) => (typeof value === 'number' ? value * 1000 : Date.parse(String(value)))),
  v.number('be a timestamp'),
);

export const nextToken = v.optional(v.string());
