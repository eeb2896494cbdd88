import { type Attempt } from '../ledgers/told.ts';
import { answeredIn, longestRefusal } from './refusals.ts';

const attempt = (at: number, status: number, ms = 0): Attempt => ({ at, ms, status, unsent: false, ids: [] });

describe('refusals', () => {
  it('last from the first one until the next upload that is taken', () => {
    expect(longestRefusal([attempt(0, 200), attempt(10, 200)])).toBe(0);
    expect(longestRefusal([attempt(0, 200), attempt(10, 429), attempt(20, 429), attempt(50, 200)])).toBe(40);
    expect(longestRefusal([attempt(0, 429, 8_000), attempt(7_000, 200, 500), attempt(9_000, 200)])).toBe(1_000);
  });

  it('knows what was sent and answered within a time', () => {
    const inside = attempt(20, 429, 10);
    expect(answeredIn([attempt(5, 200, 20), inside, attempt(25, 200, 20)], { from: 10, to: 40 })).toEqual([inside]);
  });
});
