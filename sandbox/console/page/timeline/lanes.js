/**
 * Puts spans that overlap into lanes of their own, each as high up as it goes.
 * @template {{ from: number, to: number }} Span
 * @param {readonly Span[]} spans in the order of their beginnings
 * @param {number} gap by how much two spans of a lane must be apart
 * @returns {{ span: Span, lane: number }[]}
 */
export function inLanes(spans, gap) {
  /** @type {number[]} */
  const ends = [];
  return spans.map((span) => {
    const free = ends.findIndex((end) => end + gap <= span.from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = span.to;
    return { span, lane };
  });
}
