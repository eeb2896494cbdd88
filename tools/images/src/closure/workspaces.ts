import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of this repository. */
export interface Workspace {
  readonly name: string;
  readonly version: string;
  /** From the repository's root. */
  readonly folder: string;
  /** Compiled file by what is exported: `.` or `./part`. */
  readonly doors: Readonly<Record<string, string>>;
}

interface Manifest {
  name: string;
  version: string;
  exports?: Record<string, { default: string }>;
}

/** All packages of the repository, found where its package.json says. */
export function workspacesIn(root: string): Workspace[] {
  const { workspaces } = manifestIn<{ workspaces: string[] }>(root);
  return workspaces
    .map((pattern) => pattern.replace(/\/\*$/, ''))
    .flatMap((parent) => readdirSync(join(root, parent)).map((child) => `${parent}/${child}`))
    .map((folder) => ({ folder, ...described(manifestIn<Manifest>(join(root, folder))) }));
}

function described({ name, version, exports = {} }: Manifest): Omit<Workspace, 'folder'> {
  const doors = Object.entries(exports).map(([door, { default: file }]) => [door, file] as const);
  return { name, version, doors: Object.fromEntries(doors) };
}

export function manifestIn<T>(folder: string): T {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as T;
}
