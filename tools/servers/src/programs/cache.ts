import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { chmod, copyFile, link, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Log } from '../log.ts';
import { processIdentity } from '../process/identity.ts';
import { type Program } from './program.ts';

/** Where installed programs are looked for; the first writable one is where they are put. */
export function cacheDirs(env: NodeJS.ProcessEnv): string[] {
  const repository = repositoryRoot();
  const shared = env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return [...(repository === undefined ? [] : [join(repository, '.cache')]), join(shared, 'kochava-stream')];
}

/** The installed binary inside a cache directory. */
export function cachedBinary({ name, version }: Program, cache: string): string {
  return join(cache, `${name}-${version}`, name);
}

export function writableCache(dirs: readonly string[]): string {
  const found = dirs.find(isWritable);
  if (found === undefined) throw new Error(`none of these folders can be written: ${dirs.join(', ')}`);
  return found;
}

interface Making {
  log: Log;
  /** @returns the path of the binary, its companions beside it */
  build: (scratch: string) => Promise<string>;
  isGood: (binary: string) => Promise<boolean>;
}

/**
 * Lets `build` make a program in a folder of its own and moves each file into the cache by one rename, the program
 * itself last, so that nobody ever sees half of it. A lock saves several processes from building at once; it is not
 * needed to be safe.
 */
export async function installInto(program: Program, cache: string, making: Making): Promise<string> {
  const target = cachedBinary(program, cache);
  await mkdir(dirname(target), { recursive: true });
  const release = await lock(join(cache, `${program.name}.lock`), () =>
    making.log(`another process is installing ${program.name}: waiting for it`),
  );
  const scratch = await mkdtemp(join(cache, 'install-'));
  try {
    if (existsSync(target) && (await making.isGood(target))) return target;
    const built = await making.build(scratch);
    const ready = join(scratch, 'ready');
    for (const name of [...(program.companions ?? []), program.name]) {
      await copyFile(name === program.name ? built : join(dirname(built), name), ready);
      await chmod(ready, 0o755);
      await rename(ready, join(dirname(target), name));
    }
    return target;
  } finally {
    await rm(scratch, { recursive: true, force: true });
    await release();
  }
}

/** Waits while another living process holds the lock; takes over what a dead one left. */
async function lock(file: string, onWait: () => void): Promise<() => Promise<void>> {
  const mine = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(mine, JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }));
  try {
    for (let tries = 0; !(await linked(mine, file)); tries += 1) {
      if (tries === 0) onWait();
      if (await holderLives(file)) await new Promise((resolve) => setTimeout(resolve, 300));
      else await rm(file, { force: true });
    }
  } finally {
    await rm(mine, { force: true });
  }
  return () => rm(file, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function holderLives(file: string): Promise<boolean> {
  try {
    const holder = JSON.parse(await readFile(file, 'utf8')) as { pid: number; identity?: string };
    const identity = processIdentity(holder.pid);
    return identity !== undefined && identity === holder.identity;
  } catch {
    return false;
  }
}

function isWritable(dir: string): boolean {
  try {
    mkdirSync(dir, { recursive: true });
    accessSync(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder of the workspace's package.json above this file; undefined when this runs from elsewhere. */
export function repositoryRoot(): string | undefined {
  for (let dir = import.meta.dirname; dir !== dirname(dir); dir = dirname(dir)) {
    const manifest = join(dir, 'package.json');
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"name": "kochava-stream"')) return dir;
  }
  return undefined;
}
