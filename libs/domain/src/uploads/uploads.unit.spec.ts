import fc from 'fast-check';
import { correctTime, dedupeKey } from './index.ts';

const minute = 60_000;
const sentAt = 1_795_437_200_000;

describe('correctTime', () => {
  it.each([
    ['clocks that differ by less than a minute', minute - 1, 0],
    ['a client clock that is a minute slow', minute, minute],
    ['a client clock that is a minute fast', -minute, -minute],
    ['a client clock that is just under a minute fast', -(minute - 1), 0],
    ['a client clock that is days slow', 3 * 24 * 60 * minute, 3 * 24 * 60 * minute],
  ])('given %s', (_clock, difference, shift) => {
    expect(correctTime(sentAt - 5_000, sentAt + difference, sentAt)).toBe(sentAt - 5_000 + shift);
  });

  it('leaves the time alone when the upload names none of its own', () => {
    expect(correctTime(1, sentAt, null)).toBe(1);
  });

  it('leaves the time alone when the upload time is nonsense', () => {
    expect(correctTime(sentAt, sentAt, 1e300)).toBe(sentAt);
    expect(correctTime(sentAt, sentAt, 3 * sentAt)).toBe(sentAt);
  });

  it('gives whole milliseconds for a fraction', () => {
    expect(correctTime(sentAt, sentAt, sentAt - minute - 0.25)).toBe(sentAt + minute);
  });
});

const id = fc.string({ unit: fc.constantFrom('a', '1', ':', 'd', 'u', '\u0000', 'é') });
const identity = fc.record({ device_id: id, user_id: id, insert_id: id }, { requiredKeys: [] }) as fc.Arbitrary<
  Record<string, string>
>;
const keyOf = (project: string, who: Record<string, string>) =>
  dedupeKey(project, { event_type: 'Purchase', time: 1, ...who });

describe('dedupeKey', () => {
  it('is 16 bytes in hex', () => {
    expect(keyOf('p', { device_id: 'dev-1', insert_id: 'i' })).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is absent without an insert_id', () => {
    expect(keyOf('p', { device_id: 'dev-1' })).toBeUndefined();
    expect(keyOf('p', { device_id: 'dev-1', insert_id: '' })).toBeUndefined();
  });

  it('goes by the device alone, once there is one', () => {
    const key = keyOf('p', { device_id: 'dev-1', user_id: 'ann', insert_id: 'i' });
    expect(keyOf('p', { device_id: 'dev-1', insert_id: 'i' })).toBe(key);
    expect(keyOf('p', { user_id: 'dev-1', insert_id: 'i' })).not.toBe(key);
  });

  it('is the same exactly for the same project, device or user, and insert_id', () => {
    const said = (project: string, who: Record<string, string>) =>
      JSON.stringify([
        project,
        who['device_id'] ?? null,
        who['device_id'] === undefined ? (who['user_id'] ?? '') : null,
        who['insert_id'],
      ]);
    fc.assert(
      fc.property(id, identity, id, identity, (p1, a, p2, b) => {
        const [one, two] = [keyOf(p1, a), keyOf(p2, b)];
        fc.pre(one !== undefined && two !== undefined);
        expect(one === two).toBe(said(p1, a) === said(p2, b));
      }),
      { numRuns: 2000 },
    );
  });
});
