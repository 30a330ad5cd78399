import * as v from 'valibot';
import { pageOf } from '../../aws/page.ts';
import { formList } from '../../aws/protocols/query-form.ts';
import { oneOf, patterned, text, unserved } from '../../aws/request-shape.ts';
import type { Metric } from '../metric.ts';
import { nextToken } from '../request-members.ts';
import { HOUR_MS } from '../../time.ts';
import { invalidToken, operation } from './operation.ts';

const request = v.object({
  Namespace: v.optional(patterned(1, 255, /^[^:].*$/)),
  MetricName: v.optional(text(1, 255)),
  Dimensions: v.optional(formList(v.object({ Name: text(1, 255), Value: v.optional(text(1, 1024)) }), 10), []),
  RecentlyActive: v.optional(oneOf(['PT3H'])),
  NextToken: nextToken,
  IncludeLinkedAccounts: unserved,
  OwningAccount: unserved,
});

const MOST_METRICS = 500;
const THREE_HOURS_MS = 3 * HOUR_MS;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export const listMetrics = operation(request, (input, _caller, { metrics }) => {
  const { Namespace, MetricName, Dimensions, RecentlyActive } = input;
  const hasDimensions = ({ dimensions }: Metric) =>
    Dimensions.every(({ Name, Value }) =>
      Value === undefined ? Object.hasOwn(dimensions, Name) : dimensions[Name] === Value,
    );
  const found = metrics
    .active(RecentlyActive === undefined ? undefined : THREE_HOURS_MS)
    .map(({ metric }) => metric)
    .filter(
      (metric) =>
        (Namespace === undefined || metric.namespace === Namespace) &&
        (MetricName === undefined || metric.name === MetricName) &&
        hasDimensions(metric),
    );
  const page = pageOf(found, MOST_METRICS, input.NextToken, () => invalidToken('InvalidParameterValue'));
  const Metrics = page.items.map(({ namespace, name, dimensions }) => ({
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  }));
  return { Metrics, ...page.next };
});
