import { readFileSync, statSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Log } from '../log.ts';
import { run } from '../process/run.ts';

/** Postgres refuses to run as root, and no other account can run it where it should. */
export class NoAccount extends Error {
  override readonly name = 'NoAccount';
}

/** Who Postgres runs as. */
export interface Account {
  /** Put in front of a command line to run it as this account. */
  readonly prefix: readonly string[];
  /** Makes the account the owner of a file or folder. */
  own(path: string): Promise<void>;
}

const ourselves: Account = { prefix: [], own: () => Promise.resolve() };
const candidates = ['postgres', 'nobody'];
/** CAP_DAC_OVERRIDE: enter and read whatever the modes say. */
const overrideBit = 1n;

/**
 * Ourselves, or, for root, the system's `postgres` or `nobody`. When that account may not enter the folders on the way
 * (a checkout under /root, a private temporary folder), it is lent the capability to pass them, and nothing else of root's.
 * @param paths what it must be able to reach
 */
export async function postgresAccount(paths: readonly string[], log: Log): Promise<Account> {
  if (process.getuid?.() !== 0) return ourselves;
  const { name, uid, gid } = await unprivileged();
  const prefix = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const own = (path: string): Promise<void> => chown(path, uid, gid);
  const closed = paths.map((path) => closedFolder(path, { uid, gid })).find((path) => path !== undefined);
  if (closed === undefined) return { prefix: [...prefix, '--'], own };
  if (!mayOverride()) {
    throw new NoAccount(`postgres runs as ${name}, which may not enter ${closed}: chmod o+x it, or do not run as root`);
  }
  log(`postgres runs as ${name} and is lent the capability to pass ${closed}`);
  return { prefix: [...prefix, '--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--'], own };
}

/** The account that Postgres runs as when we are root. @throws NoAccount */
export async function unprivileged(): Promise<{ name: string; uid: number; gid: number }> {
  for (const name of candidates) {
    try {
      const [uid, gid] = [await numberOf('-u', name), await numberOf('-g', name)];
      if (uid !== 0) return { name, uid, gid };
    } catch {
      continue;
    }
  }
  throw new NoAccount(`postgres does not run as root, and there is no account ${candidates.join(' or ')} to run it as`);
}

async function numberOf(option: string, name: string): Promise<number> {
  return Number((await run('id', [option, name], { timeoutMs: 5_000 })).trim());
}

/** The first thing on the way to `path`, itself included, that the account may not enter. */
export function closedFolder(path: string, account: { uid: number; gid: number }): string | undefined {
  const above = dirname(path);
  const closed = above === path ? undefined : closedFolder(above, account);
  if (closed !== undefined) return closed;
  const { mode, uid, gid } = statSync(path);
  const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
  return (mode & bit) === 0 ? path : undefined;
}

function mayOverride(): boolean {
  try {
    const permitted = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return ((BigInt(`0x${permitted ?? '0'}`) >> overrideBit) & 1n) === 1n;
  } catch {
    return false;
  }
}
