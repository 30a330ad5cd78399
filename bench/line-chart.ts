import type { Curve } from './result.ts';
import { slopeOf } from './summary.ts';
import { place, svgDocument, svgText } from './svg.ts';

const COLOURS = ['#1668b8', '#d9822b', '#2f855a', '#8e44ad'];

const WIDTH = 760;
const HEIGHT = 440;
const LEFT = 70;
const RIGHT = 250;
const TOP = 60;
const BOTTOM = 50;

/** Costs by sizes, both on logarithmic scales: a straight line whose slope says how the cost grows. */
export function lineChart(title: string, curves: readonly Curve[]): string {
  const points = curves.flatMap((curve) => curve.points);
  const across = scale(
    points.map(([size]) => size),
    LEFT,
    WIDTH - RIGHT,
  );
  const up = scale(
    points.map(([, cost]) => cost),
    HEIGHT - BOTTOM,
    TOP,
  );
  const content = [
    ...across.decades.flatMap((size) => [
      line(across.at(size), TOP, across.at(size), HEIGHT - BOTTOM),
      svgText(across.at(size), HEIGHT - BOTTOM + 18, size.toLocaleString('en'), { anchor: 'middle', fill: '#52606d' }),
    ]),
    ...up.decades.flatMap((cost) => [
      line(LEFT, up.at(cost), WIDTH - RIGHT, up.at(cost)),
      svgText(LEFT - 8, up.at(cost) + 4, cost.toLocaleString('en'), { anchor: 'end', fill: '#52606d' }),
    ]),
    svgText((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, 'number', { anchor: 'middle', fill: '#52606d' }),
    ...curves.flatMap((curve, index) => curveOf(curve, index, across.at, up.at)),
  ];
  return svgDocument(WIDTH, HEIGHT, title, content);
}

function curveOf(
  { name, unit, points }: Curve,
  index: number,
  x: (size: number) => number,
  y: (cost: number) => number,
): string[] {
  const colour = COLOURS[index % COLOURS.length] ?? '#1668b8';
  const path = points.map(([size, cost]) => `${place(x(size))},${place(y(cost))}`).join(' ');
  const legend = TOP + 14 + index * 40;
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(([size, cost]) => `<circle cx="${place(x(size))}" cy="${place(y(cost))}" r="3.5" fill="${colour}"/>`),
    svgText(WIDTH - RIGHT + 20, legend, `${name}, ${unit}`, { fill: colour, weight: 600 }),
    svgText(WIDTH - RIGHT + 20, legend + 16, `slope ${slopeOf(points).toFixed(2)}`, { size: 12, fill: '#52606d' }),
  ];
}

/** A logarithmic scale over whole decades. */
function scale(values: readonly number[], from: number, to: number) {
  const logs = values.map((value) => Math.log10(Math.max(value, 1e-3)));
  const lowest = Math.floor(Math.min(...logs));
  const highest = Math.max(lowest + 1, Math.ceil(Math.max(...logs)));
  return {
    at: (value: number) => from + ((Math.log10(Math.max(value, 1e-3)) - lowest) / (highest - lowest)) * (to - from),
    decades: Array.from({ length: highest - lowest + 1 }, (_, index) => 10 ** (lowest + index)),
  };
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${place(x1)}" y1="${place(y1)}" x2="${place(x2)}" y2="${place(y2)}" stroke="#e4e7eb"/>`;
}
