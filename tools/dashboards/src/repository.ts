import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository, from src or dist of this project. */
export const repository = join(import.meta.dirname, '../../..');

export function textOf(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}
