import type { InferOutput } from 'valibot';
import { AwsError } from '../aws/aws-service.ts';
import type { tags } from './request-members.ts';

const MOST_TAGS = 50;

/**
 * The tags of a request.
 * @param present the tags that the key has already
 * @throws AwsError `TagException`
 */
export function tagsOf(given: InferOutput<typeof tags>, present: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const { TagKey, TagValue } of given) {
    if (found.has(TagKey)) throw new AwsError('TagException', 'Duplicate tag keys');
    if (/^aws:/i.test(TagKey)) throw new AwsError('TagException', 'Tags beginning with aws: are reserved');
    found.set(TagKey, TagValue);
  }
  if (new Set([...present.keys(), ...found.keys()]).size > MOST_TAGS) {
    throw new AwsError('TagException', 'Too many tags');
  }
  return found;
}
