import { Tags } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { rotationName } from '../rotation-name.ts';

export { CLIENT_SECRET_TAG, ROTATION_FUNCTION_TAG, SIGNING_KEY_TAG, TOKEN_SECRET_TAG } from './tag-names.ts';

/** Puts a tag on a resource, so that the shared roles of its rotation reach it. */
export function tagForStack(resource: IConstruct, tag: string): void {
  Tags.of(resource).add(tag, rotationName(resource));
}
