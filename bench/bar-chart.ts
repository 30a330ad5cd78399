import { place, svgDocument, svgText } from './svg.ts';

type Kind = 'floor' | 'ours' | 'peer';

export interface Bar {
  readonly kind: Kind;
  readonly value: number;
  readonly text: string;
}

export interface BarGroup {
  readonly label: string;
  readonly bars: readonly Bar[];
}

const FILL: Readonly<Record<Kind, string>> = { floor: '#c3ccd5', ours: '#1668b8', peer: '#d9822b' };
const NAME: Readonly<Record<Kind, string>> = { floor: 'floor', ours: 'this project', peer: 'the usual way' };

const WIDTH = 760;
const LEFT = 240;
const RIGHT = 110;
const BAR = 16;
const GAP = 14;
const TOP = 72;

/** Bars side by side, each group on a scale of its own: what counts is how its bars compare. */
export function barChart(title: string, groups: readonly BarGroup[]): string {
  const kinds = (Object.keys(NAME) as Kind[]).filter((kind) =>
    groups.some(({ bars }) => bars.some((bar) => bar.kind === kind)),
  );
  const content = kinds.flatMap((kind, index) => legendOf(kind, 20 + index * 130));
  let y = TOP;
  for (const group of groups) {
    content.push(...groupAt(group, y));
    y += group.bars.length * BAR + GAP;
  }
  return svgDocument(WIDTH, y + 6, title, content);
}

function legendOf(kind: Kind, x: number): string[] {
  return [
    `<rect x="${x}" y="43" width="12" height="12" rx="2" fill="${FILL[kind]}"/>`,
    svgText(x + 18, 53, NAME[kind], { fill: '#52606d' }),
  ];
}

function groupAt({ label, bars }: BarGroup, top: number): string[] {
  const most = Math.max(...bars.map(({ value }) => value), Number.MIN_VALUE);
  const middle = top + (bars.length * BAR) / 2 + 4;
  return [
    svgText(LEFT - 10, middle, label, { anchor: 'end' }),
    ...bars.flatMap(({ kind, value, text }, index) => {
      const y = top + index * BAR;
      const width = Math.max(1, (value / most) * (WIDTH - LEFT - RIGHT));
      return [
        `<rect x="${LEFT}" y="${y + 1}" width="${place(width)}" height="${BAR - 2}" rx="2" fill="${FILL[kind]}"/>`,
        svgText(LEFT + width + 6, y + BAR - 4, text, { size: 12, fill: '#52606d' }),
      ];
    }),
  ];
}
