import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SignatureV4 } from '@smithy/signature-v4';
import { type AwsCredentials, clientSettings } from '../../stack/aws-clients.ts';
import type { Run } from '../run.ts';

/** The function URL that the stack's outputs tell. @throws Error when there is none */
export async function functionUrl({ aws }: Run, StackName: string): Promise<string> {
  const { Stacks = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }));
  const output = Stacks[0]?.Outputs?.find(({ OutputKey = '' }) => /FunctionUrl/.test(OutputKey));
  if (output?.OutputValue === undefined) throw new Error('The stack has no output with a function URL.');
  return output.OutputValue;
}

/**
 * Posts JSON to a function URL, signed for the service `lambda`: by whoever runs this, or with these credentials.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export async function postSigned(
  { region, endpoint }: Run,
  url: string,
  content: object,
  credentials?: AwsCredentials,
): Promise<Response> {
  const lambda = new LambdaClient(clientSettings({ region, endpoint, credentials }));
  try {
    const { credentials: signer, sha256 } = lambda.config;
    const { protocol, hostname, pathname, host } = new URL(url);
    const body = JSON.stringify(content);
    const headers = { host, 'content-type': 'application/json' };
    const { headers: signed } = await new SignatureV4({ service: 'lambda', region, credentials: signer, sha256 }).sign({
      method: 'POST',
      protocol,
      hostname,
      path: pathname,
      headers,
      body,
    });
    return await fetch(url, { method: 'POST', headers: signed, body });
  } finally {
    lambda.destroy();
  }
}
