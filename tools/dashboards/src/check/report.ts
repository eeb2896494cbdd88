import { type Look } from './look.ts';

const columns = ['board', 'panel', 'query', 'series', 'samples', 'last', ''] as const;

/** A line for each query. */
export function table(looks: readonly Look[]): string {
  const rows = looks.map(({ board, panel, query, series, samples, last, rare, fault }) => [
    board,
    panel,
    query,
    String(series),
    String(samples),
    last === undefined ? '' : Number(last.toPrecision(4)).toString(),
    fault === undefined ? (series === 0 || rare !== undefined ? `(${rare ?? ''})` : '') : `FAULT ${fault}`,
  ]);
  const widths = columns.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column >= 3 && column <= 5 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [columns, ...rows].map(line).join('\n');
}
