import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { chmod, cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Log } from '../log.ts';
import { closedFolder, unprivileged } from './account.ts';
import { type PostgresBinaries } from './binaries.ts';

/**
 * Binaries that the account that root runs Postgres as can reach: the package's own, or, where a folder above them is
 * root's alone (a checkout under /root), a copy. Lending a capability is not enough for them: initdb asks with
 * access(2) whether it may run postgres, and that call looks at no capability.
 */
export async function openBinaries(packaged: PostgresBinaries, log: Log): Promise<PostgresBinaries> {
  if (process.getuid?.() !== 0) return packaged;
  const account = await unprivileged();
  const closed = closedFolder(packaged.postgres, account);
  if (closed === undefined) return packaged;
  const parent = [tmpdir(), '/var/tmp', '/tmp'].find((folder) => isFolder(folder) && !closedFolder(folder, account));
  if (parent === undefined) return packaged;
  const home = join(parent, `kochava-stream-postgres-${fingerprint(packaged)}`);
  if (!isOurs(home)) {
    log(`postgres runs as ${account.name}, which may not enter ${closed}: copying its binaries to ${home}`);
    await copy(packaged.home, home);
  }
  return { home, postgres: join(home, 'bin', 'postgres'), initdb: join(home, 'bin', 'initdb') };
}

/** Which build it is: another package brings another file. */
function fingerprint({ postgres }: PostgresBinaries): string {
  const { size, mtimeMs } = statSync(postgres);
  return createHash('sha256').update(`${postgres} ${size} ${mtimeMs}`).digest('hex').slice(0, 16);
}

/** The folder is public: what somebody else put there is not run. */
function isOurs(home: string): boolean {
  if (!isFolder(home)) return false;
  const { uid, mode } = statSync(home);
  return uid === 0 && (mode & 0o022) === 0;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Complete or not at all, also when several begin at once. */
async function copy(from: string, to: string): Promise<void> {
  const partial = await mkdtemp(`${to}.`);
  await cp(from, partial, { recursive: true, verbatimSymlinks: true });
  await chmod(partial, 0o755);
  try {
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!isOurs(to)) throw error;
  }
}
