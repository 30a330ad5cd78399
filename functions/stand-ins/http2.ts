/** No response is one of these. */
export const Http2ServerResponse = class {
  readonly isOfHttp2 = true;
};

export const constants = {};

/** Handlers of the SDK that no client of ours has would connect with it. */
export default {};
