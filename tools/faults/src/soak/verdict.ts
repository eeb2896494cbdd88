import { type Said } from './logs.ts';
import { seriesOf, type Kind, type Point, type Sample, type Series } from './sample.ts';
import { lowest, slopeOf } from './slope.ts';

/** What is allowed. */
export const limits = {
  /** 30 MB an hour are 700 MB a day. Less cannot be told from noise within half an hour. */
  megabytesPerHour: 30,
  peakMegabytes: 300,
  fds: 10,
  loopMs: 100,
  lagMessages: 100,
  /** Of rows per event and of bytes per row, the second half beside the first. */
  growth: 1.5,
  /** What grows by less is not looked at. */
  growthBytes: 4_000_000,
} as const;

/** A rise of memory. */
export interface Rise {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly most: number;
  readonly perHour: number;
  readonly within: number;
  /** The same in each third of the run: a heap that was given more room rises once, a leak in all of them. */
  readonly thirds: readonly number[];
}

/** What a table or a stream got in the run, after the warm-up. */
export interface Growth {
  readonly name: string;
  readonly bytes: number;
  readonly rows: number;
  readonly bytesPerRow: readonly [first: number, last: number];
  readonly bytesPerEvent: number;
  readonly rowsPerEvent: readonly [firstHalf: number, secondHalf: number];
}

export interface SoakVerdict {
  readonly rss: readonly Rise[];
  /** What is left of the heaps when they have been collected. */
  readonly heap: readonly Rise[];
  readonly growth: readonly Growth[];
  /** ms: the p99 of each look, at its 95th percentile over the run. */
  readonly loops: readonly { readonly name: string; readonly ms: number }[];
  readonly lags: readonly { readonly name: string; readonly mean: number; readonly most: number }[];
  readonly fds: readonly { readonly name: string; readonly first: number; readonly last: number }[];
  /** None = everything holds. */
  readonly findings: readonly string[];
}

/** A quarter of the run, ten minutes at most: connections are made, code is compiled, heaps find their size. */
export function warmedUp(samples: readonly Sample[]): readonly Sample[] {
  const last = samples.at(-1)?.seconds ?? 0;
  return samples.filter(({ seconds }) => seconds >= Math.min(600, last / 4));
}

/** Pure. */
export function verdictOf(all: readonly Sample[], said: readonly Said[]): SoakVerdict {
  const samples = warmedUp(all);
  const rss = seriesOf(samples, 'rss').map(riseOf);
  const heap = seriesOf(samples, 'heap').map(({ name, points }) => riseOf({ name, points: lowest(points, 12) }));
  const growth = growthOf(samples);
  const loops = seriesOf(samples, 'loop').map(({ name, points }) => ({ name, ms: percentile(points, 0.95) }));
  const lags = seriesOf(samples, 'lag').map(({ name, points }) => ({
    ...{ name, mean: Math.round(mean(points) * 10) / 10 },
    most: Math.max(...ys(points)),
  }));
  const fds = seriesOf(samples, 'fds').map(({ name, points }) => {
    return { name, first: Math.max(...ys(third(points, 0))), last: Math.max(...ys(third(points, 2))) };
  });
  const findings = [
    ...said
      .filter(({ level }) => level !== 'warn')
      .map(({ file, message, n }) => `${file} says ${n} times: ${message}`),
    ...[...rss, ...heap].filter(isSteady).map(risen),
    ...rss
      .filter(({ name, most }) => !servers.has(name) && most > limits.peakMegabytes)
      .map(({ name, most }) => `${name}: ${most} MB at most, ${limits.peakMegabytes} may be`),
    ...fds
      .filter(({ first, last }) => last > first + Math.max(limits.fds, first / 10))
      .map(({ name, first, last }) => `${name}: from ${first} to ${last} file descriptors`),
    ...loops.filter(({ ms }) => ms > limits.loopMs).map(({ name, ms }) => `${name}: its event loop was ${ms} ms late`),
    ...seriesOf(samples, 'lag').flatMap(lagFindings),
    ...growth.flatMap(growthFindings),
  ];
  return { rss, heap, growth, loops, lags, fds, findings };
}

const servers = new Set(['nats-server', 'postgres']);

function riseOf({ name, points }: Series): Rise {
  const { perX, within } = slopeOf(points);
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  return {
    name,
    first: tenth(points[0]?.y ?? 0),
    last: tenth(points.at(-1)?.y ?? 0),
    most: tenth(Math.max(0, ...ys(points))),
    perHour: tenth(perX * 3_600),
    within: tenth(within * 3_600),
    thirds: ([0, 1, 2] as const).map((index) => tenth(slopeOf(third(points, index)).perX * 3_600)),
  };
}

function isSteady({ perHour, within, thirds }: Rise): boolean {
  const least = limits.megabytesPerHour;
  return perHour - within > least && thirds.every((each) => each > least / 3);
}

function risen({ name, perHour, within }: Rise): string {
  return `${name}: memory rises by ${perHour} ± ${within} MB an hour`;
}

function lagFindings({ name, points }: Series): string[] {
  const [before, after] = [mean(third(points, 0)), mean(third(points, 2))];
  if (after <= 1.5 * before + limits.lagMessages) return [];
  return [`${name}: what waits rises, from ${Math.round(before)} to ${Math.round(after)} messages`];
}

function growthOf(samples: readonly Sample[]): Growth[] {
  const rows = new Map(series(samples, 'rows').map((each) => [each.name, each.points]));
  return series(samples, 'bytes').map(({ name, points }) => {
    const counted = rows.get(name) ?? [];
    const [bytes, grown] = [rise(points), rise(counted)];
    const events = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
    const middle = Math.floor(counted.length / 2);
    return {
      ...{ name, bytes, rows: grown },
      bytesPerRow: [perRow(points[0], counted[0]), perRow(points.at(-1), counted.at(-1))],
      bytesPerEvent: Math.round((bytes / Math.max(1, events)) * 10) / 10,
      rowsPerEvent: [slopeOf(counted.slice(0, middle)).perX, slopeOf(counted.slice(middle)).perX].map(
        (each) => Math.round(each * 1_000) / 1_000,
      ) as [number, number],
    };
  });
}

function series(samples: readonly Sample[], kind: Kind): Series[] {
  return seriesOf(samples, kind, ({ events }) => events);
}

/** A table that is empty between two batches holds what its batches need: a row stands for it. */
function perRow(bytes: Point | undefined, rows: Point | undefined): number {
  return Math.round((bytes?.y ?? 0) / Math.max(1, rows?.y ?? 0));
}

/** Rows that come without events, and bytes that come without rows. */
function growthFindings({
  name,
  bytes,
  bytesPerRow: [before, after],
  rowsPerEvent: [first, second],
}: Growth): string[] {
  if (bytes < limits.growthBytes) return [];
  return [
    ...(second > limits.growth * first + 0.01 ? [`${name}: ${first} rows per event, then ${second}`] : []),
    ...(after > limits.growth * before ? [`${name}: ${before} bytes per row, then ${after}: that is not data`] : []),
  ];
}

function rise(points: readonly Point[]): number {
  return (points.at(-1)?.y ?? 0) - (points[0]?.y ?? 0);
}

function third(points: readonly Point[], index: 0 | 1 | 2): readonly Point[] {
  return points.slice(Math.floor((points.length * index) / 3), Math.ceil((points.length * (index + 1)) / 3));
}

function ys(points: readonly Point[]): number[] {
  return points.map(({ y }) => y);
}

function mean(points: readonly Point[]): number {
  return points.reduce((all, { y }) => all + y, 0) / Math.max(1, points.length);
}

function percentile(points: readonly Point[], share: number): number {
  const sorted = ys(points).sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
