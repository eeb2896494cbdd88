import { type Point } from './sample.ts';

/** A straight line through points, by least squares. */
export interface Slope {
  /** y per x. */
  readonly perX: number;
  /** The true slope is within this of it, in 95 of 100 cases. */
  readonly within: number;
}

/**
 * Points that follow one another are alike (a heap grows until it is collected), so that they say less than as many independent
 * ones: the error takes them for as many as their correlation leaves.
 */
export function slopeOf(points: readonly Point[]): Slope {
  const n = points.length;
  if (n < 4) return { perX: 0, within: Infinity };
  const mean = { x: sum(points.map(({ x }) => x)) / n, y: sum(points.map(({ y }) => y)) / n };
  const spread = sum(points.map(({ x }) => (x - mean.x) ** 2));
  const perX = sum(points.map(({ x, y }) => (x - mean.x) * (y - mean.y))) / spread;
  const rests = points.map(({ x, y }) => y - mean.y - perX * (x - mean.x));
  const squares = sum(rests.map((rest) => rest ** 2));
  if (squares === 0) return { perX, within: 0 };
  const next = sum(rests.slice(1).map((rest, index) => rest * (rests[index] ?? 0)));
  const correlation = Math.min(0.99, Math.max(0, next / squares));
  const independent = Math.max(3, (n * (1 - correlation)) / (1 + correlation));
  const error = Math.sqrt(squares / n / Math.max(1, independent - 2) / (spread / n));
  return { perX, within: student(independent - 2) * error };
}

/** The lowest of each run of points: what is left of a heap after it was collected. */
export function lowest(points: readonly Point[], atOnce: number): Point[] {
  const found: Point[] = [];
  for (let from = 0; from + atOnce <= points.length; from += atOnce) {
    const some = points.slice(from, from + atOnce);
    found.push(some.reduce((low, point) => (point.y < low.y ? point : low)));
  }
  return found;
}

/** Student's t for 95 % on both sides, near enough. */
function student(freedom: number): number {
  return 1.96 + 2.4 / Math.max(0.5, freedom);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
