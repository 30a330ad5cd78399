import * as v from 'valibot';
import { groupName, groupOf, operation } from './operation.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export const deleteLogGroup = operation(v.object({ logGroupName: groupName }), (input, _caller, setting) => {
  setting.groups.delete(groupOf(input, setting).name);
  return {};
});
