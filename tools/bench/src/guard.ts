import { type Measured } from './measure.ts';

/** What the services may cost, beside the floor: `baseline.json`. */
export interface Baseline {
  readonly perUpload: number;
  /** CPU of the five services, as a multiple of the floor's three. */
  readonly timesTheFloor: number;
}

/** More than the baseline by this is a finding. */
const mostAbove = 0.25;
const ours = ['ingest', 'transformer', 'identity-linker', 'kochava-dispatcher', 'config'];
const floors = ['ingest', 'transform', 'dispatch'];

/** CPU of the services per event as a multiple of the floor's: a faster or a busier machine changes both. */
export function timesTheFloor(floor: Measured, system: Measured): number {
  return sum(system, ours) / sum(floor, floors);
}

function sum({ cpuMicrosPerEvent }: Measured, names: readonly string[]): number {
  return names.reduce((all, name) => {
    const micros = cpuMicrosPerEvent[name];
    if (micros === undefined) throw new RangeError(`nobody measured the CPU of ${name}`);
    return all + micros;
  }, 0);
}

/** What is wrong, or undefined. */
export function tooDear(times: number, { timesTheFloor: before }: Baseline): string | undefined {
  const most = before * (1 + mostAbove);
  if (times <= most) return undefined;
  return (
    `the services take ${times.toFixed(2)} times the floor's CPU per event; it was ${before.toFixed(2)}, at most ` +
    `${most.toFixed(2)} is let pass. If it must be so: npm run bench:guard -- --renew`
  );
}
