import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lockedFor, type LockEntries } from '../closure/lock.ts';
import { modulesOf, type Modules } from '../closure/modules.ts';
import { manifestIn, workspacesIn, type Workspace } from '../closure/workspaces.ts';
import { entriesOf, images, servedBy, type ImageName } from '../images.ts';

/** Files that every image starts with: what runs first, and what asks whether it is alive. */
const starters = ['main.js', 'health.js'];

interface RootManifest {
  version: string;
  license: string;
  dependencies: Record<string, string>;
}

/**
 * Writes what an image runs into an empty folder: the compiled files that its process loads, a package.json with the
 * packages that these import and the part of package-lock.json that belongs to them, ready for `npm ci --omit=dev`.
 * @param root the repository, compiled
 * @throws ImportNotFound, NotLocked, NotBuilt
 */
export function stage(root: string, name: ImageName, into: string): Modules {
  const workspaces = workspacesIn(root);
  const modules = modulesOf(root, entriesOf(name), workspaces);
  for (const file of modules.files) copy(root, file, into);
  for (const folder of modules.folders) copy(root, `${folder}/package.json`, into);
  for (const folder of servedBy(name)) copyServed(root, folder, into);
  for (const file of starters) copyFileSync(join(root, 'deploy/docker', file), join(into, file));
  for (const file of ['.npmrc', 'LICENSE']) copyFileSync(join(root, file), join(into, file));
  writeJson(join(into, 'image.json'), { name, ...images[name] });
  const { manifest, lock } = packageFiles(root, name, modules, workspaces);
  writeJson(join(into, 'package.json'), manifest);
  writeJson(join(into, 'package-lock.json'), lock);
  return modules;
}

/** What a service serves is not there: an image without it would look right until somebody opens it. */
export class NotBuilt extends Error {
  override readonly name = 'NotBuilt';
  constructor(folder: string) {
    super(`${folder} is not there: run \`npm run build\` first`);
  }
}

function copyServed(root: string, folder: string, into: string): void {
  if (!existsSync(join(root, folder, 'index.html'))) throw new NotBuilt(folder);
  cpSync(join(root, folder), join(into, folder), { recursive: true });
}

/** The compiled file, and its map for stack traces in the terms of the source. */
function copy(root: string, file: string, into: string): void {
  mkdirSync(dirname(join(into, file)), { recursive: true });
  copyFileSync(join(root, file), join(into, file));
  if (existsSync(join(root, `${file}.map`))) copyFileSync(join(root, `${file}.map`), join(into, `${file}.map`));
}

function packageFiles(root: string, name: ImageName, modules: Modules, workspaces: readonly Workspace[]) {
  const { version, license, dependencies: pinned } = manifestIn<RootManifest>(root);
  const { packages: all } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: LockEntries;
  };
  const locked = lockedFor(modules.packages, all);
  const dependencies = Object.fromEntries(
    modules.packages.map((direct) => [direct, pinned[direct] ?? locked[`node_modules/${direct}`]?.version]),
  );
  const head = { name: `kochava-stream-${name}`, version, license };
  const own = workspaces.filter(({ folder }) => modules.folders.includes(folder));
  return {
    manifest: { ...head, private: true, type: 'module', workspaces: modules.folders, dependencies },
    lock: {
      ...head,
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { ...head, workspaces: modules.folders, dependencies },
        ...Object.fromEntries(own.map(({ folder, name, version }) => [folder, { name, version }])),
        ...Object.fromEntries(
          own.map(({ folder, name }) => [`node_modules/${name}`, { resolved: folder, link: true }]),
        ),
        ...locked,
      },
    },
  };
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
