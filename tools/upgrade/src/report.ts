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
    ...columns([
      ['while', 'seconds', 'uploads', 'events', '429', 'other answers', 'longest ms'],
      ...told.map((each) => [
        each.phase,
        each.seconds.toFixed(1),
        String(each.uploads),
        String(each.events),
        String(each.throttled),
        [...each.others].map(([status, n]) => `${status === 0 ? 'none' : status} x ${n}`).join(', ') || '0',
        String(Math.round(each.longestMs)),
      ]),
    ]),
    '',
    ...columns([
      ['service', 'replaced', 'ready after ms', 'ended after ms', 'exit codes'],
      ...[...Map.groupBy(replacements, ({ service }) => service)].map(([service, those]) => [
        service,
        String(those.length),
        range(those.map(({ readyMs }) => readyMs)),
        range(those.map(({ endedMs }) => endedMs)),
        [...new Set(those.map(({ exitCode }) => exitCode))].join(', '),
      ]),
    ]),
    '',
    ...columns([
      ['what must hold', 'found', ''],
      ...proofs.map(({ what, found, holds }) => [what, found, verdict(holds)]),
    ]),
  ].join('\n');
}

function verdict(holds: boolean): string {
  return holds ? 'holds' : 'VIOLATED';
}

function range(numbers: readonly number[]): string {
  const rounded = numbers.map(Math.round);
  return `${Math.min(...rounded)} to ${Math.max(...rounded)}`;
}

/** The first column to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
