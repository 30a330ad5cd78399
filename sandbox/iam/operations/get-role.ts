import * as v from 'valibot';
import { patterned } from '../../aws/request-shape.ts';
import { roleIdOf } from '../../sts/user-id.ts';
import { noSuchRole, operation } from './operation.ts';

/** AWS's own when the role says nothing. */
const MAX_SESSION_SECONDS = 3600;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const getRole = operation(
  v.object({ RoleName: patterned(1, 64, /^[\w+=,.@-]+$/) }),
  ({ RoleName }, _caller, { roles }) => {
    const role = roles.all().find(({ name }) => name === RoleName);
    if (role === undefined) throw noSuchRole(RoleName);
    const {
      name,
      arn,
      trustPolicy,
      description,
      createdAt = 0,
      maxSessionSeconds,
      permissionsBoundaryArn,
      tags,
    } = role;
    return {
      Role: {
        Path: arn.slice(arn.indexOf(':role/') + ':role'.length, arn.lastIndexOf('/') + 1),
        RoleName: name,
        RoleId: roleIdOf(arn),
        Arn: arn,
        CreateDate: new Date(createdAt).toISOString(),
        AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trustPolicy)),
        Description: description,
        MaxSessionDuration: maxSessionSeconds ?? MAX_SESSION_SECONDS,
        PermissionsBoundary: permissionsBoundaryArn && {
          // The API reference has another word for it, which AWS does not send.
          PermissionsBoundaryType: 'Policy',
          PermissionsBoundaryArn: permissionsBoundaryArn,
        },
        Tags: tags && Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        RoleLastUsed: {},
      },
    };
  },
);
