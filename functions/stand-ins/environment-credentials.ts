import type { AwsCredentialIdentity } from '@aws-sdk/types';

/**
 * The credentials of the function's role, which Lambda puts into the environment. The bundle has this in the place of
 * the AWS SDK's own chain of providers, which would look there first, and then for profiles, single sign-on, processes
 * and metadata services that no function has.
 * @throws Error when they are not there
 */
export function defaultProvider(): () => Promise<AwsCredentialIdentity> {
  return () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) {
      return Promise.reject(new Error('Lambda gave the function no credentials.'));
    }
    return Promise.resolve({
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    });
  };
}
