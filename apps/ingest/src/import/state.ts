import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { type Source } from './sources.ts';

interface Stored {
  readonly v: 1;
  /** Of what makes it the same import: key, address, window. */
  readonly of: string;
  readonly files: Record<string, { size: number; lines: number }>;
}

/** The state file is of another import. */
export class OtherImport extends Error {
  override readonly name = 'OtherImport';
  constructor(path: string) {
    super(`${path} is of another import (key, address or window): remove it, or name another one with --state`);
  }
}

/** How far an import has come: for each file up to which line everything is stored at ingest. */
export class ImportState {
  private constructor(
    private readonly path: string,
    private readonly stored: Stored,
  ) {}

  /** @param identity whatever must be the same for an import to go on @throws OtherImport */
  static async open(path: string, identity: readonly unknown[]): Promise<ImportState> {
    const of = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 16);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) return new ImportState(path, { v: 1, of, files: {} });
    const stored = JSON.parse(text) as Stored;
    if (stored.of !== of) throw new OtherImport(path);
    return new ImportState(path, stored);
  }

  /** Lines that need not be read again; a file that has changed begins anew. */
  linesDone({ name, size }: Source): number {
    const known = this.stored.files[name];
    return known?.size === size ? known.lines : 0;
  }

  async done({ name, size }: Source, lines: number): Promise<void> {
    this.stored.files[name] = { size, lines };
    await writeFile(`${this.path}.new`, JSON.stringify(this.stored));
    await rename(`${this.path}.new`, this.path);
  }
}
