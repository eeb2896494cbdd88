import { readUploadTime } from './clock.ts';

describe('client_upload_time', () => {
  it.each([
    ['2026-11-23T12:33:58.344Z', Date.UTC(2026, 10, 23, 12, 33, 58, 344)],
    ['2026-11-23T12:33:58Z', Date.UTC(2026, 10, 23, 12, 33, 58)],
    ['2026-11-23T14:33:58.344+02:00', Date.UTC(2026, 10, 23, 12, 33, 58, 344)],
    ['2026-11-23 12:33:58.344', Date.UTC(2026, 10, 23, 12, 33, 58, 344)],
    ['2026-11-23T12:33:58.344123', Date.UTC(2026, 10, 23, 12, 33, 58, 344)],
    ['1795437238292', 1795437238292],
    [1795437238292, 1795437238292],
    [1795437238292.7, 1795437238292],
    [0, 0],
  ])('reads %j', (value, time) => {
    expect(readUploadTime(value)).toBe(time);
  });

  it.each([
    [undefined],
    [null],
    [''],
    ['yesterday'],
    ['2026-13-45T99:99:99Z'],
    [-1],
    [Number.NaN],
    [1e300],
    [{}],
    ['9'.repeat(16)],
    ['Nov 23 2026'],
  ])('makes nothing of %j', (value) => {
    expect(readUploadTime(value)).toBeNull();
  });

  it('does not depend on the zone of the machine', () => {
    expect(readUploadTime('2026-06-01 00:00:00')).toBe(Date.UTC(2026, 5, 1));
  });
});
