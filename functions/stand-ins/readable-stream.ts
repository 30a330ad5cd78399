/** Nothing is one of these: what Node's HTTP client sends and answers are streams of Node's own. */
export const ReadableStream = class WebStream {
  readonly isOfTheWeb = true;
};
