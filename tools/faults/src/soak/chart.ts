import { type Series } from './sample.ts';

export interface Chart {
  readonly title: string;
  /** Of the values. */
  readonly unit: string;
  readonly series: readonly Series[];
}

const size = { width: 860, height: 320 };
const plot = { left: 64, top: 36, right: 640, bottom: 280 };
const colours = [
  '#1b6ca8',
  '#d1495b',
  '#3a7d44',
  '#8d5fb4',
  '#c98a1b',
  '#3f8f9b',
  '#6b6b6b',
  '#a33b8b',
  '#7a8b2a',
  '#222',
];
/** More lines than this could not be told apart: those that end highest. */
const most = colours.length;

/** Lines over minutes, as an SVG that needs nothing else. */
export function svgOf({ title, unit, series: all }: Chart): string {
  const series = [...all].sort((one, other) => lastOf(other) - lastOf(one)).slice(0, most);
  const points = series.flatMap((each) => each.points);
  const minutes = Math.max(1, ...points.map(({ x }) => x / 60));
  const step = niceStep(Math.max(...points.map(({ y }) => y), 1e-9) / 4);
  const top = Math.max(step, Math.ceil(Math.max(0, ...points.map(({ y }) => y)) / step) * step);
  const at = {
    x: (seconds: number) => round(plot.left + ((plot.right - plot.left) * seconds) / 60 / minutes),
    y: (value: number) => round(plot.bottom - ((plot.bottom - plot.top) * value) / top),
  };
  const rows = Array.from({ length: Math.round(top / step) + 1 }, (_, n) => n * step).map(
    (value) =>
      `<line x1="${plot.left}" x2="${plot.right}" y1="${at.y(value)}" y2="${at.y(value)}" stroke="#ddd"/>` +
      text(plot.left - 6, at.y(value) + 4, short(value), 'end'),
  );
  const every = niceStep(minutes / 6);
  const columns = Array.from({ length: Math.floor(minutes / every) + 1 }, (_, n) => n * every).map((minute) =>
    text(at.x(minute * 60), plot.bottom + 18, short(minute), 'middle'),
  );
  const lines = series.map(({ name, points: line }, index) => {
    const path = line.map(({ x, y }) => `${at.x(x)},${at.y(y)}`).join(' ');
    const [colour, y] = [colours[index] ?? '#000', plot.top + 8 + index * 20];
    return (
      `<polyline fill="none" stroke="${colour}" stroke-width="1.4" points="${path}"/>` +
      `<rect x="${plot.right + 14}" y="${y - 9}" width="10" height="10" fill="${colour}"/>` +
      text(plot.right + 30, y, `${name} (${short(line.at(-1)?.y ?? 0)})`)
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${size.width}" height="${size.height}" fill="#fff"/>`,
    `<text x="${plot.left}" y="20" font-size="14" font-weight="bold" fill="#222">${escaped(`${title}, ${unit}`)}</text>`,
    ...[...rows, ...columns, ...lines],
    text((plot.left + plot.right) / 2, size.height - 6, 'minutes', 'middle'),
    '</svg>\n',
  ].join('\n');
}

function lastOf({ points }: Series): number {
  return points.at(-1)?.y ?? 0;
}

function text(x: number, y: number, words: string, anchor = 'start'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#333">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** 1, 2 or 5 times a power of ten, at least so much. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= least * 0.999) ?? least;
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
