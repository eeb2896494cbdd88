import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { type Workspace } from './workspaces.ts';

/** What a process loads, beginning with its entry files. */
export interface Modules {
  /** Compiled files of this repository, from its root, sorted. */
  readonly files: readonly string[];
  /** Folders of the repository's packages that they are in, sorted. */
  readonly folders: readonly string[];
  /** Packages from the registry that these files import, sorted. */
  readonly packages: readonly string[];
}

/** A compiled file imports something that is not there. */
export class ImportNotFound extends Error {
  override readonly name = 'ImportNotFound';
}

/**
 * Follows the imports of compiled files through the repository's packages.
 * @throws ImportNotFound
 */
export function modulesOf(root: string, entries: readonly string[], workspaces: readonly Workspace[]): Modules {
  const files = new Set<string>();
  const folders = new Set<string>();
  const packages = new Set<string>();
  const waiting = entries.map((entry) => normalize(entry));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    folders.add(folderOf(file, workspaces));
    for (const specifier of importsOf(root, file)) {
      const found = resolve(specifier, file, workspaces);
      if (found.kind === 'file') waiting.push(found.path);
      if (found.kind === 'package') packages.add(found.name);
    }
  }
  return { files: [...files].sort(), folders: [...folders].sort(), packages: [...packages].sort() };
}

type Found = { kind: 'file'; path: string } | { kind: 'package'; name: string } | { kind: 'builtin' };

function resolve(specifier: string, from: string, workspaces: readonly Workspace[]): Found {
  if (specifier.startsWith('.')) return { kind: 'file', path: join(dirname(from), specifier) };
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return { kind: 'builtin' };
  const parts = specifier.split('/');
  const name = parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
  const own = workspaces.find((workspace) => workspace.name === name);
  if (own === undefined) return { kind: 'package', name };
  const door = own.doors[`.${specifier.slice(name.length)}`];
  if (door === undefined) throw new ImportNotFound(`${from} imports ${specifier}, which ${name} does not export`);
  return { kind: 'file', path: join(own.folder, door) };
}

function importsOf(root: string, file: string): string[] {
  let text: string;
  try {
    text = readFileSync(join(root, file), 'utf8');
  } catch (cause) {
    throw new ImportNotFound(`${file} is not there; is it compiled (npm run build)?`, { cause });
  }
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

function folderOf(file: string, workspaces: readonly Workspace[]): string {
  const own = workspaces.find(({ folder }) => file.startsWith(`${folder}/`));
  if (own === undefined) throw new ImportNotFound(`${file} is in no package of this repository`);
  return own.folder;
}
