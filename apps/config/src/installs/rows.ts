import { longestRecord, type Line } from './lines.ts';

/** A row of an import: where it begins, and its fields, name to value; or what is wrong with it. */
export type Row =
  | { readonly line: number; readonly fields: ReadonlyMap<string, string> }
  | { readonly line: number; readonly problem: string };

export type RowFormat = 'csv' | 'ndjson';

export function rowsOf(lines: AsyncIterable<Line>, format: RowFormat): AsyncGenerator<Row> {
  return format === 'csv' ? csvRows(lines) : ndjsonRows(lines);
}

const tooLong = `is longer than ${longestRecord} characters`;

async function* ndjsonRows(lines: AsyncIterable<Line>): AsyncGenerator<Row> {
  for await (const { line, text } of lines) {
    if (text === undefined) yield { line, problem: tooLong };
    else if (text.trim() !== '') yield { line, ...jsonRow(text) };
  }
}

function jsonRow(text: string): { fields: ReadonlyMap<string, string> } | { problem: string } {
  let body: unknown;
  try {
    body = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return { problem: 'is not JSON' };
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { problem: 'is not a JSON object' };
  return { fields: new Map(Object.entries(body).map(([name, value]) => [name, textOf(value)])) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** RFC 4180: the first record names the columns. */
async function* csvRows(lines: AsyncIterable<Line>): AsyncGenerator<Row> {
  let names: readonly string[] | undefined;
  for await (const record of csvRecords(lines)) {
    const { line, text } = record;
    if (text === undefined) {
      yield { line, problem: `${tooLong}: is a quote never closed?` };
      continue;
    }
    if (text.trim() === '') continue;
    const values = cellsOf(text);
    if (names === undefined) names = values.map((name) => name.replace(/^\ufeff/, '').trim());
    else if (values.length > names.length) {
      yield { line, problem: `has ${values.length} values for ${names.length} columns` };
    } else {
      const known = names;
      yield { line, fields: new Map(values.map((value, n) => [known[n] as string, value])) };
    }
  }
}

/** Lines, joined where a quoted value goes on in the next one. */
async function* csvRecords(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  let open: Line | undefined;
  for await (const line of lines) {
    // A record is as long as its quotes are open: an even number of them changes nothing. Only what is new is counted.
    const turns = line.text !== undefined && hasOddQuotes(line.text);
    const record: Line = open === undefined ? line : joined(open, line);
    open = record.text !== undefined && turns !== (open !== undefined) ? record : undefined;
    if (open === undefined) yield record;
  }
  if (open !== undefined) yield { line: open.line, text: undefined };
}

function joined(open: Line, next: Line): Line {
  const text = next.text === undefined ? undefined : `${open.text}\n${next.text}`;
  return { line: open.line, text: text === undefined || text.length > longestRecord ? undefined : text };
}

function hasOddQuotes(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 1;
}

const cell = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gy;

function cellsOf(text: string): string[] {
  if (!text.includes('"')) return text.split(',');
  const cells: string[] = [];
  cell.lastIndex = 0;
  while (cell.lastIndex < text.length || cells.length === 0) {
    const [whole, quoted, plain] = cell.exec(text) ?? [];
    if (whole === undefined || (whole === '' && cells.length > 0)) break;
    cells.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  }
  return cells;
}
