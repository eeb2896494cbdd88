import { DatabaseClock } from './clock.ts';

let steady = 5_000;
const clock = () => new DatabaseClock(() => steady);

describe('the clock of workers', () => {
  it('goes by the database, whatever the own clock says', () => {
    const hour = 3_600_000;
    const mine = clock();
    mine.heard(Date.now() - hour, steady - 20);
    steady += 500;
    expect(Math.abs(mine.now() - (Date.now() - hour) - 510)).toBeLessThan(20);
  });

  it('is not moved by how long a look took', () => {
    const mine = clock();
    mine.heard(1_000_000, steady);
    steady += 1_000;
    mine.heard(1_001_000, steady - 800);
    expect(mine.now()).toBe(1_001_001);
  });

  it('follows a database whose clock was set', () => {
    const mine = clock();
    mine.heard(1_000_000, steady);
    mine.heard(8_000_000, steady);
    expect(mine.now()).toBe(8_000_000);
    mine.heard(1_000_000, steady);
    expect(mine.now()).toBe(1_000_000);
  });

  it('is the own one before the first look', () => {
    expect(Math.abs(clock().now() - Date.now())).toBeLessThan(50);
  });
});
