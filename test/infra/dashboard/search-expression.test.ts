import { describe, expect, test } from '@jest/globals';
import { searchesIn } from './search-expression.ts';

describe('the grammar of SEARCH', () => {
  // The page's own.
  test.each([
    [`SEARCH('{AWS/EC2,InstanceId} MetricName="CPUUtilization"', 'Average')`],
    [`SEARCH(' {AWS/EC2,InstanceId} MetricName="CPUUtilization" ', 'Average', 300)`],
    [`SEARCH(' {MyNamespace}, "CustomCount1" ', 'Maximum', 120)`],
    [`SEARCH(' {AWS/NetworkELB, LoadBalancer} "ConsumedLCUs" OR flow ', 'Maximum', 120)`],
    [`SEARCH(' {"My Namespace", "Dimension@Name"}, "Custom:Name[Special_Characters" ', 'Maximum', 120)`],
    [`SEARCH(' "AWS/EC2" MetricName="CPUUtilization" ', 'Average', 300)`],
    [String.raw`SEARCH(' "Europe\\France Traffic\(Network\)" ', 'Sum')`],
    [`SEARCH('{AWS/EC2,InstanceId} network AND packets', 'Average', 300)`],
    [`SEARCH(' {AWS/EC2,InstanceId} MetricName="CPUUtilization" NOT i-1234567890123456 ', 'Average', 300)`],
    [`SEARCH( 'NOT Namespace=AWS ', 'Maximum', 120)`],
    [
      `SEARCH(' {AWS/Lambda,FunctionName} MetricName="Errors" OR (MetricName="Invocations" AND (ProjectA OR ProjectB)) ', 'Average', 600)`,
    ],
    [`SUM(SEARCH(' {AWS/Lambda, FunctionName} MetricName="Errors" ', 'Sum', 300))`],
  ])('takes %s', (expression) => {
    expect(searchesIn(expression)).toHaveLength(1);
  });

  test('reads what is asked for, of every search in metric math', () => {
    const errors = `SEARCH('{"AWS/Lambda",FunctionName} MetricName="Errors"', 'Sum')`;
    const slow = `SEARCH('{"my-stack",service} took', 'p99.9', 60)`;
    expect(searchesIn(`SUM(${errors}) / MAX(REMOVE_EMPTY(${slow}))`)).toEqual([
      {
        namespace: 'AWS/Lambda',
        dimensions: ['FunctionName'],
        properties: [{ name: 'MetricName', value: 'Errors', isExact: true }],
        statistic: 'Sum',
      },
      { namespace: 'my-stack', dimensions: ['service'], properties: [], statistic: 'p99.9' },
    ]);
    expect(searchesIn('SUM(METRICS())')).toEqual([]);
  });

  test.each([
    ['a namespace with a hyphen, unquoted', `SEARCH('{my-stack,client} MetricName="A"', 'Sum')`, 'Needs double quotes'],
    ['a namespace with an underscore, unquoted', `SEARCH('{my_stack} "A"', 'Sum')`, 'Needs double quotes'],
    ['a namespace that ends in a slash, unquoted', `SEARCH('{AWS/} "A"', 'Sum')`, 'Needs double quotes'],
    ['a dimension with a hyphen, unquoted', `SEARCH('{"my-stack",a-b} "A"', 'Sum')`, 'Needs double quotes'],
    ['a namespace with a space, unquoted', `SEARCH('{My Namespace} "A"', 'Sum')`, 'No }'],
    ['a schema without a namespace', `SEARCH('{} "A"', 'Sum')`, 'Not a name'],
    ['a schema that is not closed', `SEARCH('{"my-stack",client "A"', 'Sum')`, 'No }'],
    ['a quote that is not closed', `SEARCH('{"my-stack,client} MetricName=A', 'Sum')`, 'closed quotes'],
    ['a quote that is not opened', `SEARCH('{my"-stack",client} "A"', 'Sum')`, 'No }'],
    ['an apostrophe in the query', `SEARCH('{"my-stack"} it's', 'Sum')`, 'Not SEARCH'],
    ['nothing to search', `SEARCH(' ', 'Sum')`, 'Neither'],
    ['a statistic that is none', `SEARCH('{MyStack} "A"', 'Total')`, 'Not a statistic'],
    ['a statistic without quotes', `SEARCH('{MyStack} "A"', Sum)`, 'Not SEARCH'],
    ['a percentile above 100', `SEARCH('{MyStack} "A"', 'p101')`, 'Not a statistic'],
    ['a period that CloudWatch does not have', `SEARCH('{MyStack} "A"', 'Sum', 90)`, 'Not a period'],
    ['parentheses that are not escaped', `SEARCH('{MyStack} "a(b)"', 'Sum')`, 'closed quotes'],
    ['a group that is not closed', `SEARCH('{MyStack} (a OR b', 'Sum')`, 'No )'],
    ['a group that is not opened', `SEARCH('{MyStack} a OR b)', 'Sum')`, 'Out of place'],
    ['an operator with nothing behind it', `SEARCH('{MyStack} a OR', 'Sum')`, 'too early'],
    ['two operators', `SEARCH('{MyStack} a AND OR b', 'Sum')`, 'Not a term'],
    ['a property without a value', `SEARCH('{MyStack} MetricName=', 'Sum')`, 'too early'],
    ['more than 1024 characters', `SEARCH('{MyStack} ${'a'.repeat(1024)}', 'Sum')`, '1024'],
    ['a mistake in a search within metric math', `SUM(SEARCH('{my-stack} "A"', 'Sum'))`, 'Needs double quotes'],
  ])('refuses %s', (_, expression, why) => {
    expect(() => searchesIn(expression)).toThrow(new RegExp(why.replace(/[})]/, String.raw`\$&`)));
  });
});
