import { readFile, rename, rm, writeFile } from 'node:fs/promises';

/** How far an import of a file is, and what became of its rows so far. */
export interface ImportState {
  /** What is imported where: another file, sync or kind of run begins anew. */
  readonly of: string;
  readonly bytes: number;
  readonly totals: Totals;
}

export interface Totals {
  rows: number;
  stored: number;
  otherEvents: number;
  withoutIdentifier: number;
  refused: number;
}

export const nothingYet: Totals = { rows: 0, stored: 0, otherEvents: 0, withoutIdentifier: 0, refused: 0 };

/** The state of the same import; undefined = there is none. */
export async function readState(file: string, of: string): Promise<ImportState | undefined> {
  try {
    const state = JSON.parse(await readFile(file, 'utf8')) as ImportState;
    return state.of === of ? state : undefined;
  } catch {
    return undefined;
  }
}

/** Whole, or not at all. @param file undefined = it is not kept */
export async function writeState(file: string | undefined, state: ImportState): Promise<void> {
  if (file === undefined) return;
  await writeFile(`${file}.new`, `${JSON.stringify(state)}\n`);
  await rename(`${file}.new`, file);
}

export async function forgetState(file: string | undefined): Promise<void> {
  if (file !== undefined) await rm(file, { force: true });
}
