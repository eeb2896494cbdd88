import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A change of one place in a file. */
export interface Edit {
  readonly file: string;
  /** Matches exactly once. */
  readonly at: RegExp;
  readonly put: string | ((...groups: string[]) => string);
}

/** A file that is not there yet. */
export interface NewFile {
  readonly file: string;
  readonly text: string;
}

/** The code is not as the planted change expects it. */
export class CodeMoved extends Error {
  override readonly name = 'CodeMoved';
  constructor({ file, at }: Edit, found: number) {
    super(
      `the planted change does not fit ${file} any more: ${String(at)} is there ${found} times instead of once. ` +
        'The code has moved; bring tools/upgrade/src/tree/next.ts in line with it.',
    );
  }
}

/** The text with the change. @throws CodeMoved */
export function edited(text: string, edit: Edit): string {
  const found = [...text.matchAll(new RegExp(edit.at.source, `${edit.at.flags}g`))];
  const [match] = found;
  if (match === undefined || found.length > 1) throw new CodeMoved(edit, found.length);
  const put = typeof edit.put === 'string' ? edit.put : edit.put(...match);
  return text.slice(0, match.index) + put + text.slice(match.index + match[0].length);
}

/** Changes the files below `root`. @throws CodeMoved */
export async function plant(root: string, changes: readonly (Edit | NewFile)[]): Promise<void> {
  for (const change of changes) {
    const path = join(root, change.file);
    if ('text' in change) await writeFile(path, change.text, { flag: 'wx' });
    else await writeFile(path, edited(await readFile(path, 'utf8'), change));
  }
}
