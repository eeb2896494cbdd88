import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { zipEntries } from './zip.ts';

/** One export file, alone or inside an archive: an event in each line. */
export interface Source {
  readonly name: string;
  /** Bytes, to tell whether it is still the same file. */
  readonly size: number;
  readonly open: () => Promise<Readable>;
}

/** There is nothing to read where the arguments point to. */
export class NoExport extends Error {
  override readonly name = 'NoExport';
}

const isExport = /\.json(\.gz)?$/i;

/** The export files in files, folders (their folders too) and zip archives, by name. @throws NoExport, UnreadableZip */
export async function sourcesIn(paths: readonly string[]): Promise<Source[]> {
  const found = (await Promise.all(paths.map(sourcesAt))).flat();
  if (found.length === 0) throw new NoExport('no .json.gz, .json or .zip there');
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function sourcesAt(path: string): Promise<Source[]> {
  const about = await stat(path).catch((cause: unknown) => {
    throw new NoExport(`${path}: there is no such file`, { cause });
  });
  if (about.isDirectory()) {
    const names = await readdir(path, { recursive: true });
    const files = names.filter((name) => isExport.test(name) || name.endsWith('.zip'));
    return (await Promise.all(files.map((name) => sourcesAt(join(path, name))))).flat();
  }
  if (path.endsWith('.zip')) {
    const entries = (await zipEntries(path)).filter(({ name }) => isExport.test(name));
    return entries.map((entry) => ({ ...entry, name: `${path}!${entry.name}` }));
  }
  if (!isExport.test(path)) throw new NoExport(`${path}: is no .json.gz, .json or .zip`);
  return [{ name: path, size: about.size, open: () => Promise.resolve(createReadStream(path)) }];
}

/** A line of an export: what it holds, or that it is no JSON. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly row: unknown;
}

/** The lines of a source from the one after `after`; `row` undefined = it is no JSON. */
export async function* linesOf(source: Source, after: number): AsyncGenerator<Line> {
  const packed = await source.open();
  const text = source.name.endsWith('.gz') ? packed.pipe(createGunzip()) : packed;
  packed.on('error', (error) => text.destroy(error));
  let number = 0;
  try {
    for await (const line of split(text)) {
      number += 1;
      if (number > after && line.trim() !== '') yield { number, row: parsed(line) };
    }
  } finally {
    packed.destroy();
  }
}

/** A file that ends within its compressed data makes this throw, which readline would not. */
async function* split(text: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
