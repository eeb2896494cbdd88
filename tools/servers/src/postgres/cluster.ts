import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Log } from '../log.ts';
import { run } from '../process/run.ts';
import { type Account } from './account.ts';
import { type PostgresBinaries } from './binaries.ts';

export const superuser = 'postgres';

/** The folder holds the data of another major version of Postgres. */
export class WrongDataVersion extends Error {
  override readonly name = 'WrongDataVersion';
}

export interface Cluster {
  data: string;
  password: string;
}

interface ClusterPlace {
  dir: string;
  binaries: PostgresBinaries;
  account: Account;
  log: Log;
}

/** The cluster in `dir`: the one that is there, or a new one. It appears by a rename: whole or not at all. */
export async function ensureCluster(place: ClusterPlace): Promise<Cluster> {
  const data = join(place.dir, 'data');
  const passwordFile = join(place.dir, 'password');
  if (!existsSync(data)) await create(place, data, passwordFile);
  else await checkVersion(place, data);
  return { data, password: (await readFile(passwordFile, 'utf8')).trim() };
}

async function create(place: ClusterPlace, data: string, passwordFile: string): Promise<void> {
  const { account, binaries, dir } = place;
  place.log(`creating a Postgres cluster in ${data}`);
  const password = randomBytes(24).toString('base64url');
  const partial = join(dir, 'data.partial');
  const once = join(dir, 'initdb-password');
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { mode: 0o700 });
  await account.own(partial);
  // initdb reads the password from a file: on a command line every user of the machine would see it.
  await writeFile(once, `${password}\n`, { mode: 0o600 });
  await account.own(once);
  try {
    const args = ['--encoding=UTF8', '--locale=C', '--data-checksums', '--auth=scram-sha-256', `--pwfile=${once}`];
    const command = [...account.prefix, binaries.initdb, ...args, `--username=${superuser}`, `--pgdata=${partial}`];
    await run(command[0] ?? '', command.slice(1), { timeoutMs: 120_000, env: postgresEnv(), cwd: '/' });
  } finally {
    await rm(once, { force: true });
  }
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await rename(partial, data);
}

/** Nothing of the caller's PG… variables, and English messages in the log. */
export function postgresEnv(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

async function checkVersion({ binaries, dir }: ClusterPlace, data: string): Promise<void> {
  const stored = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  const said = await run(binaries.postgres, ['--version'], { timeoutMs: 10_000 });
  const ours = /(\d+)/.exec(said)?.[1] ?? 'unknown';
  if (stored !== ours) {
    throw new WrongDataVersion(`${dir} holds the data of Postgres ${stored}, this is ${ours}: use another folder`);
  }
}

/** What makes a commit durable is said here once more, so that no default can change it. */
export function postgresConfig(port: number): string {
  return [
    '# Written at every start.',
    "listen_addresses = '127.0.0.1'",
    `port = ${port}`,
    "unix_socket_directories = ''",
    'max_connections = 200',
    'shared_buffers = 128MB',
    'fsync = on',
    'synchronous_commit = on',
    'full_page_writes = on',
    "password_encryption = 'scram-sha-256'",
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "log_line_prefix = '%m [%p] '",
    'jit = off',
    '',
  ].join('\n');
}
