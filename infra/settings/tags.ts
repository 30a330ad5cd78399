import * as v from 'valibot';
import { isObject } from './shapes.ts';

const text = (longest: number) =>
  v.pipe(
    v.string('must be text'),
    v.regex(
      new RegExp(String.raw`^[\p{L}\p{Z}\p{N}_.:/=+@-]{1,${longest}}$`, 'u'),
      `must be 1 to ${longest} letters, digits, blanks and _ . : / = + - @`,
    ),
  );

/**
 * Tags for every resource that takes one. `click2mail:` is kept for the tags that roles are bound by.
 * @see https://docs.aws.amazon.com/general/latest/gr/aws_tagging.html
 */
export const tags = v.pipe(
  v.custom<object>(isObject, 'must be an object with one entry for each tag'),
  v.record(
    v.pipe(
      text(128),
      v.check((key) => !/^(?:aws|click2mail):/i.test(key), 'must not begin with aws: or click2mail:'),
    ),
    text(256),
  ),
);
