import { type Told } from './load/phases.ts';
import { type Replacement } from './roll/fleet.ts';

/** One thing that must hold. */
export interface Proof {
  readonly what: string;
  readonly found: string;
  readonly holds: boolean;
}

export interface Report {
  readonly told: readonly Told[];
  readonly replacements: readonly Replacement[];
  readonly proofs: readonly Proof[];
}

/** The report for people. */
export function textOf({ told, replacements, proofs }: Report): string {
  return [
    ...columns([phaseHeads, ...told.map(phaseCells)]),
    '',
    ...columns([serviceHeads, ...serviceRows(replacements)]),
    '',
    ...aligned(proofs.map(({ what, found, holds }) => [holds ? 'holds' : 'VIOLATED', what, found])),
  ].join('\n');
}

const phaseHeads = ['while', 'seconds', 'uploads', 'events', '429', 'other answers', 'longest ms'];

function phaseCells({ phase, seconds, uploads, events, throttled, others, longestMs }: Told): string[] {
  const other = [...others].map(([status, n]) => `${status === 0 ? 'none' : status} x ${n}`).join(', ') || '0';
  return [
    phase,
    seconds.toFixed(1),
    String(uploads),
    String(events),
    String(throttled),
    other,
    String(Math.round(longestMs)),
  ];
}

const serviceHeads = ['service', 'replaced', 'ready after ms', 'ended after ms', 'exit codes'];

function serviceRows(replacements: readonly Replacement[]): string[][] {
  return [...Map.groupBy(replacements, ({ service }) => service)].map(([service, those]) => [
    service,
    String(those.length),
    range(those.map(({ readyMs }) => readyMs)),
    range(those.map(({ endedMs }) => endedMs)),
    [...new Set(those.map(({ exitCode }) => exitCode))].join(', '),
  ]);
}

function range(numbers: readonly number[]): string {
  const rounded = numbers.map(Math.round);
  return `${Math.min(...rounded)} to ${Math.max(...rounded)}`;
}

/** The first column to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = widthsOf(rows);
  return rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
  );
}

/** All to the left. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = widthsOf(rows);
  const line = (row: readonly string[]): string => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
  return rows.map((row) => line(row).trimEnd());
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
}
