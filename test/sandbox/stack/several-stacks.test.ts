import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import { testClock } from '../../support/tests-start.ts';

test('a stack is given what it imports of one that it depends on, by its export or its output', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'several-stacks-'));
  const write = (name: string, content: object) => writeFileSync(join(folder, name), JSON.stringify(content));
  const type = 'aws:cloudformation:stack';
  write('manifest.json', { artifacts: { App: { type, dependencies: ['Base'] }, Base: { type } } });
  write('Base.template.json', {
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } } },
    Outputs: { TopicArn: { Value: { Ref: 'Topic' }, Export: { Name: 'Base:TopicArn' } } },
  });
  write('App.template.json', {
    Resources: {},
    Outputs: {
      Imported: { Value: { 'Fn::ImportValue': 'Base:TopicArn' } },
      Weak: { Value: { 'Fn::GetStackOutput': { StackName: 'Base', OutputName: 'TopicArn' } } },
    },
  });
  const sandbox = await startSandbox({ assembly: folder, clock: testClock() });
  const arn = 'arn:aws:sns:us-east-1:123456789012:alarms';
  expect(sandbox.outputs).toEqual({ TopicArn: arn, Imported: arn, Weak: arn });
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});
