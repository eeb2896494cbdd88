import { type Measured } from './measure.ts';

/** How much of itself the system tells. */
export interface Observation {
  readonly name: string;
  /** Counted, and asked for every five seconds. */
  readonly metrics: boolean;
  /** Share of the uploads that are traced; absent = no traces at all. */
  readonly traces?: number;
}

/** What is compared by `--observe`: the first one is what the others are compared with. */
export const observations: readonly Observation[] = [
  { name: 'nothing', metrics: false },
  { name: 'metrics', metrics: true },
  { name: 'and traces 1 %', metrics: true, traces: 0.01 },
  { name: 'and traces 100 %', metrics: true, traces: 1 },
];

/** The system under each observation, in one run. */
export interface ObservedRun {
  readonly perUpload: number;
  readonly systems: Readonly<Record<string, Measured>>;
}

const services = ['ingest', 'transformer', 'identity-linker', 'kochava-dispatcher', 'config'];

/** A run as a table for people: CPU µs per event of our five services, together and one by one. */
export function observedTable({ perUpload, systems }: ObservedRun): string {
  const names = Object.keys(systems);
  const of = (value: (measured: Measured) => number): string[] => names.map((name) => String(value(systems[name]!)));
  const micros = ({ cpuMicrosPerEvent }: Measured, name: string): number => cpuMicrosPerEvent[name] ?? 0;
  const rows = [
    [`${perUpload} per upload`, ...names],
    ['events/s, end to end', ...of(({ eventsPerSecond }) => eventsPerSecond)],
    ['CPU µs per event, services', ...of((each) => services.reduce((sum, name) => sum + micros(each, name), 0))],
    ...services.map((service) => [`  ${service}`, ...of((each) => micros(each, service))]),
    ['end to end ms at half load, p50', ...of(({ halfLoad }) => halfLoad.endToEndMs.p50)],
    ['end to end ms at half load, p99', ...of(({ halfLoad }) => halfLoad.endToEndMs.p99)],
  ];
  const widths = names.concat('').map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]): string => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
