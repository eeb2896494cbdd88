import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { silent, type Log } from '../log.ts';
import { claimFolder } from '../process/claim.ts';
import { freePort, requirePort } from '../process/ports.ts';
import { startServer, type RunningServer } from '../process/server.ts';
import { supervise } from '../process/supervise.ts';
import { until } from '../process/wait.ts';
import { postgresAccount } from './account.ts';
import { postgresBinaries } from './binaries.ts';
import { openBinaries } from './open-binaries.ts';
import { ensureCluster, postgresConfig, postgresEnv, superuser } from './cluster.ts';
import { answers, checkDurable, createDatabase, type Login } from './database.ts';

export interface PostgresOptions {
  /** Holds the cluster, its password (mode 600), the log and the pid file; kept and used again by the next start. */
  dir: string;
  /** 0 = a free one. */
  port?: number;
  /** Environment variable that an error about a taken port names. */
  portVariable?: string;
  /** Made if it is not there; `url` points to it. Default `kochava_stream`. */
  database?: string;
  log?: Log;
  /** The folder is removed when this process dies without stopping the server. */
  scratch?: boolean;
}

export interface PostgresServer extends RunningServer {
  /** Makes the database if it is not there. @returns its URL */
  createDatabase(name: string): Promise<string>;
}

/**
 * Starts the embedded Postgres with durable commits and data checksums, and checks on the running server that they are on.
 * Root is fine: the server then runs as an unprivileged account.
 * @throws PortTaken, FolderInUse, PostgresNotFound, NoAccount, WrongDataVersion, ServerFailed
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const log = options.log ?? silent;
  const dir = resolve(options.dir);
  const binaries = await openBinaries(await postgresBinaries(), log);
  await mkdir(dir, { recursive: true });
  const account = await postgresAccount([dir, binaries.postgres, join(binaries.home, 'share')], log);
  const claim = await claimFolder({ file: join(dir, 'postgres.pid'), stopSignal: 'SIGINT', log });
  try {
    const port = await chosenPort(options);
    const { data, password } = await ensureCluster({ dir, binaries, account, log });
    await writeFile(join(data, 'postgresql.conf'), postgresConfig(port));
    const login: Login = { port, user: superuser, password, database: 'postgres' };
    const logFile = join(dir, 'postgres.log');
    const graceMs = 20_000;
    const command = [...account.prefix, binaries.postgres, '-D', data];
    const scratch = options.scratch === true ? { scratch: dir } : {};
    const database = options.database ?? 'kochava_stream';
    const server = await startServer({
      what: 'Postgres',
      url: urlOf({ ...login, database }),
      port,
      dir,
      logFile,
      claim,
      // Fast shutdown: connections are cut, transactions rolled back.
      stopSignal: 'SIGINT',
      graceMs,
      launch: () => supervise({ command, logFile, stopSignal: 'INT', graceMs, env: postgresEnv(), ...scratch }),
      // After a SIGKILL the old server's backends live on until their statements end.
      passing: /pre-existing shared memory block|lock file "postmaster.pid" already exists/,
      ready: async (alive) => {
        await until('Postgres', { alive, timeoutMs: 120_000 }, () => answers(login));
        await checkDurable(login);
        await createDatabase(login, database);
      },
    });
    const create = async (name: string): Promise<string> => {
      await createDatabase(login, name);
      return urlOf({ ...login, database: name });
    };
    return Object.defineProperty(server, 'createDatabase', { value: create, enumerable: true }) as PostgresServer;
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function chosenPort({ port = 0, portVariable = 'POSTGRES_PORT' }: PostgresOptions): Promise<number> {
  if (port === 0) return freePort();
  await requirePort(port, portVariable, 'Postgres');
  return port;
}

function urlOf({ user, password, port, database }: Login): string {
  return `postgres://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
