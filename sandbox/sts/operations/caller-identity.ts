import * as v from 'valibot';
import { userIdOf } from '../user-id.ts';
import { operation } from './operation.ts';

export const getCallerIdentity = operation(v.object({}), (_input, caller) => ({
  Arn: caller.arn,
  UserId: userIdOf(caller),
  Account: caller.accountId,
}));
