import middy from '@middy/core';

/** The floor of a warm invocation: middy around a handler that does nothing. */
export const handler = middy(() => Promise.resolve({}));
