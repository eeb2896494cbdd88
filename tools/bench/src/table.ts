import { type Summary } from './latencies.ts';
import { type Measured } from './measure.ts';

/** The floor and the system beside it. */
export interface BenchRun {
  readonly perUpload: number;
  readonly floor: Measured;
  readonly system: Measured;
  /** events/s of the system by those of the floor */
  readonly ratio: number;
}

/** A run as a table for people. */
export function table({ perUpload, floor, system, ratio }: BenchRun): string {
  const rows: [string, string, string][] = [
    [`${perUpload} per upload`, 'floor', 'system'],
    ['events/s, end to end', String(floor.eventsPerSecond), `${system.eventsPerSecond} (ratio ${ratio})`],
    ...both('CPU µs per event', floor, system, ({ cpuMicrosPerEvent }) => cpuMicrosPerEvent),
    ...both('peak RSS MB', floor, system, ({ peakMegabytes }) => peakMegabytes),
    ['accept ms at full load p50/p95/p99', latency(floor.acceptMs), latency(system.acceptMs)],
    ['half load, events/s', String(floor.halfLoad.eventsPerSecond), String(system.halfLoad.eventsPerSecond)],
    ['accept ms p50/p95/p99', latency(floor.halfLoad.acceptMs), latency(system.halfLoad.acceptMs)],
    ['end to end ms p50/p95/p99', latency(floor.halfLoad.endToEndMs), latency(system.halfLoad.endToEndMs)],
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

type Numbers = Readonly<Record<string, number>>;

function both(
  what: string,
  floor: Measured,
  system: Measured,
  of: (m: Measured) => Numbers,
): [string, string, string][] {
  const names = [...new Set([...Object.keys(of(floor)), ...Object.keys(of(system))])];
  return names.map((name) => [`${what}: ${name}`, cell(of(floor)[name]), cell(of(system)[name])]);
}

function cell(value: number | undefined): string {
  return value === undefined ? '-' : String(value);
}

/** Milliseconds, for people. */
export function latency({ p50, p95, p99 }: Summary): string {
  return `${p50} / ${p95} / ${p99}`;
}
