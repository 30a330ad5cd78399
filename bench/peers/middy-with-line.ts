import middy from '@middy/core';

const LINE = `${JSON.stringify({ message: 'x'.repeat(700) })}\n`;

/** What a record costs by itself: middy around a handler that writes one line, as long as a vend's. */
export const handler = middy(() => {
  process.stdout.write(LINE);
  return Promise.resolve({});
});
