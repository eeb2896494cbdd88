import { type Verdict } from './check/judge.ts';
import { type Outcome } from './experiment.ts';

/** A round's line. */
export interface Row {
  readonly fault: string;
  readonly kills: number;
  /** Calls that Kochava may have taken twice. */
  readonly bound: number;
  /** From the load's end; undefined = it did not happen in time. */
  readonly drainedMs: number | undefined;
  readonly verdict: Verdict;
  /** What else was seen. */
  readonly notes?: readonly string[];
}

const heads = [
  'fault',
  'kills',
  'requests',
  'accepted',
  'delivered',
  'twice (bound)',
  'lost',
  'links early',
  'drained s',
  'longest ms',
  'verdict',
];

/** The rounds as a table for people, and below it what does not hold. */
export function table(rows: readonly Row[]): string {
  const lines = [heads, ...rows.map(cells)];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const findings = rows.flatMap(({ fault, verdict }) =>
    verdict.findings.map(({ invariant, n, text: what }) => `${fault}: ${invariant} ${what}${n > 1 ? ` (${n})` : ''}`),
  );
  const notes = rows.flatMap(({ fault, notes: seen = [] }) => seen.map((note) => `${fault}: ${note}`));
  return [...text, ...(notes.length > 0 ? ['', ...notes] : []), ...(findings.length > 0 ? ['', ...findings] : [])].join(
    '\n',
  );
}

/** An outcome for people: the rows, what else is known, what does not hold. */
export function report({ rows, text, findings }: Outcome): string {
  return [
    table(rows),
    ...(text === undefined ? [] : ['', text]),
    ...findings.map((finding) => `VIOLATED: ${finding}`),
  ].join('\n');
}

function cells({ fault, kills, bound, drainedMs, verdict }: Row): string[] {
  return [
    fault,
    String(kills),
    String(verdict.requests),
    String(verdict.accepted),
    String(verdict.delivered),
    `${verdict.repeats} (${bound})`,
    String(verdict.lost),
    String(verdict.early),
    drainedMs === undefined ? 'never' : (drainedMs / 1_000).toFixed(1),
    String(Math.round(verdict.longestMs)),
    verdict.findings.length === 0 ? 'holds' : 'VIOLATED',
  ];
}
