import { type LedgerRow } from '@kochava-stream/kochava-sandbox';

const columns = ['#', 'time', 'path', 'status', 'user agent', 'body'] as const;

/** The ledger as a table: exactly the bytes of each request, in order. */
export function table(ledger: readonly LedgerRow[]): string {
  const began = ledger[0]?.at ?? 0;
  const rows = ledger.map((row) => [
    String(row.n),
    `+${((row.at - began) / 1000).toFixed(3)} s`,
    row.path,
    String(row.status),
    String(row.headers['user-agent'] ?? ''),
    row.rawBody,
  ]);
  const widths = columns.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return [columns, ...rows].map((cells) => `  ${line(cells).trimEnd()}`).join('\n');
}
