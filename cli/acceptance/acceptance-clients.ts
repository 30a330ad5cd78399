import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AwsClients, awsClients, type AwsPlace, clientSettings } from '../stack/aws-clients.ts';

/** The services that an acceptance run speaks to: those of the commands, and those that look at what was deployed. */
export interface AcceptanceClients extends AwsClients {
  readonly accessAnalyzer: AccessAnalyzerClient;
  readonly cloudTrail: CloudTrailClient;
  readonly cloudWatch: CloudWatchClient;
}

export function acceptanceClients(place: AwsPlace): AcceptanceClients {
  const settings = clientSettings(place);
  const known = awsClients(place);
  const others = {
    accessAnalyzer: new AccessAnalyzerClient(settings),
    cloudTrail: new CloudTrailClient(settings),
    cloudWatch: new CloudWatchClient(settings),
  };
  const destroy = () => {
    known.destroy();
    for (const client of Object.values(others)) client.destroy();
  };
  return { ...known, ...others, destroy };
}
