import { timesTheFloor, tooDear } from './guard.ts';
import { type Measured } from './measure.ts';

const measured = (cpuMicrosPerEvent: Record<string, number>): Measured => ({ cpuMicrosPerEvent }) as Measured;
const floor = measured({ ingest: 10, transform: 10, dispatch: 30, 'nats-server': 99, sink: 99 });
const system = (dispatcher: number): Measured =>
  measured({ ingest: 20, transformer: 30, 'identity-linker': 5, 'kochava-dispatcher': dispatcher, config: 5, sink: 9 });
const baseline = { perUpload: 10, timesTheFloor: 2 };

describe('the guard of the speed', () => {
  it('compares the services with the floor, and nothing else', () => {
    expect(timesTheFloor(floor, system(40))).toBe(2);
  });

  it('lets a quarter more pass, and no more', () => {
    expect(tooDear(timesTheFloor(floor, system(65)), baseline)).toBeUndefined();
    expect(tooDear(timesTheFloor(floor, system(66)), baseline)).toMatch(
      /take 2\.52 times.*it was 2\.00, at most 2\.50/,
    );
  });

  it('does not take a service that nobody measured for one that costs nothing', () => {
    expect(() => timesTheFloor(floor, measured({ ingest: 1 }))).toThrow('nobody measured the CPU of transformer');
  });
});
