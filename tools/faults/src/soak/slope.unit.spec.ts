import { randomFrom } from '../load/random.ts';
import { lowest, slopeOf } from './slope.ts';

const points = (n: number, y: (x: number) => number) => Array.from({ length: n }, (_, x) => ({ x, y: y(x) }));

describe('slopeOf', () => {
  it('is exact for a line', () => {
    expect(slopeOf(points(10, (x) => 3 + 2 * x))).toEqual({ perX: 2, within: 0 });
  });

  it('says how far off it may be', () => {
    const random = randomFrom(1);
    const { perX, within } = slopeOf(points(400, (x) => x / 10 + 10 * random()));
    expect(Math.abs(perX - 0.1)).toBeLessThan(within);
    expect(within).toBeLessThan(0.01);
  });

  it('trusts points less that follow one another', () => {
    const random = randomFrom(2);
    const noise = points(400, () => random() - 0.5).map(({ y }) => y);
    let at = 0;
    const walk = noise.map((each) => (at = 0.9 * at + each));
    const spread = Math.sqrt(walk.reduce((sum, y) => sum + y * y, 0) / noise.reduce((sum, y) => sum + y * y, 0));
    const independent = slopeOf(points(400, (x) => (noise[x] ?? 0) * spread));
    expect(slopeOf(points(400, (x) => walk[x] ?? 0)).within).toBeGreaterThan(2 * independent.within);
  });

  it('says nothing of a few points', () => {
    expect(slopeOf(points(3, (x) => x)).within).toBe(Infinity);
  });
});

it('lowest keeps what is left after each collection', () => {
  expect(
    lowest(
      points(6, (x) => [5, 2, 9, 8, 3, 7][x] ?? 0),
      3,
    ),
  ).toEqual([
    { x: 1, y: 2 },
    { x: 4, y: 3 },
  ]);
});
