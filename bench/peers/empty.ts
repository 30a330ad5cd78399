/** The floor: a handler that does nothing. */
export const handler = (): Promise<object> => Promise.resolve({});
