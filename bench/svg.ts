/** An SVG of this size on a light ground of its own, so that it can be read on a dark page too. */
export function svgDocument(width: number, height: number, title: string, content: readonly string[]): string {
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>`,
    svgText(20, 30, title, { size: 16, weight: 600 }),
    ...content,
    '</svg>',
  ].join('\n')}\n`;
}

interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly size?: number;
  readonly weight?: number;
  readonly fill?: string;
}

/** A line of text with its baseline's left, middle or right end at a place. */
export function svgText(
  x: number,
  y: number,
  text: string,
  { anchor = 'start', size = 13, weight = 400, fill = '#1f2933' }: TextStyle = {},
): string {
  return `<text x="${place(x)}" y="${place(y)}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escaped(text)}</text>`;
}

/** A coordinate, to a tenth of a pixel. */
export function place(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
