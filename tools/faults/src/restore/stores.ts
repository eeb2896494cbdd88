import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceNames, type Processes, type ServiceName } from '@kochava-stream/all-in-one';
import pg from 'pg';
import { command } from '../disks/command.ts';

/** A store that is backed up, lost, and restored as the how-to says. */
export interface Store {
  readonly name: string;
  /** What was accepted after the backup may be lost: only this store had it. */
  readonly mayLose: boolean;
  backUp(processes: Processes, to: string): Promise<void>;
  /** @returns what does not hold */
  restore(processes: Processes, from: string): Promise<string[]>;
}

/** Postgres by its files, as pg_basebackup copies them; services that use it are stopped while it is brought back. */
export const postgresStore: Store = {
  name: 'Postgres older than NATS',
  mayLose: false,
  backUp: async ({ servers: { postgres } }, to) => {
    const data = join(postgres.dir, 'data');
    await withClient(postgres.url, async (client) => {
      await client.query("SELECT pg_backup_start('faults', true)");
      await command('cp', '-a', data, to);
      const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
      await command('cp', '-a', `${data}/pg_wal/.`, join(to, 'pg_wal'));
      await writeFile(join(to, 'backup_label'), rows[0]?.labelfile ?? '');
    });
    await command('chown', '--reference', data, join(to, 'backup_label'));
    for (const file of ['postmaster.pid', 'postmaster.opts']) await rm(join(to, file), { force: true });
  },
  restore: async ({ servers: { postgres }, services }, from) => {
    const users = serviceNames.filter((name) => name !== 'ingest');
    await Promise.all(users.map((name) => services[name].stop()));
    await postgres.kill();
    await replace(join(postgres.dir, 'data'), from);
    await postgres.restart();
    await Promise.all(users.map((name) => services[name].start()));
    return [];
  },
};

/** NATS by a copy of its volume. Everybody is stopped; positions that are ahead of the streams are set by hand. */
export const natsStore: Store = {
  name: 'NATS older than Postgres',
  mayLose: true,
  backUp: async ({ servers: { nats } }, to) => {
    await nats.kill('SIGSTOP');
    await command('cp', '-a', join(nats.dir, 'jetstream'), to);
    await nats.kill('SIGCONT');
  },
  restore: async ({ servers, services }, from) => {
    await Promise.all(serviceNames.map((name) => services[name].stop()));
    await servers.nats.kill();
    await replace(join(servers.nats.dir, 'jetstream'), from);
    await servers.nats.restart();
    const workers = ['config', 'transformer', 'identity-linker', 'kochava-dispatcher'] as const;
    const started = Promise.all(workers.map((name) => services[name].start()));
    started.catch(() => undefined);
    const silent = await notStopped(services, ['transformer', 'identity-linker']);
    for (const each of await positions(servers.postgres.url)) await reset(servers, each);
    await started;
    await services.ingest.start();
    return silent.map((name) => `${name} went on in an older copy of its stream without a word`);
  },
};

async function replace(folder: string, by: string): Promise<void> {
  await rm(folder, { recursive: true });
  await rename(by, folder);
}

/** Who does not say within 30 s that it has stopped and waits for a person. */
async function notStopped(services: Processes['services'], names: readonly ServiceName[]): Promise<ServiceName[]> {
  const silent = new Set(names);
  for (const end = Date.now() + 30_000; silent.size > 0 && Date.now() < end;) {
    for (const name of silent) {
      const reply = await fetch(`${services[name].url}/readyz`).catch(() => undefined);
      if ((await reply?.text())?.includes('reset-positions') === true) silent.delete(name);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return [...silent];
}

interface Readers {
  readonly schema: string;
  readonly consumer: string;
  readonly stream: string;
}

async function positions(url: string): Promise<Readers[]> {
  return await withClient(url, async (client) => {
    const found: Readers[] = [];
    for (const schema of ['transformer', 'linker', 'config']) {
      const { rows } = await client.query<Omit<Readers, 'schema'>>(
        `SELECT DISTINCT consumer, stream FROM ${schema}.lease ORDER BY consumer, stream`,
      );
      for (const row of rows) found.push({ schema, ...row });
    }
    return found;
  });
}

const resetPositions = fileURLToPath(new URL('../../../../libs/shards/dist/reset-main.js', import.meta.url));

/** `npm run reset-positions -- … --from first --yes` */
async function reset({ nats, postgres }: Processes['servers'], { schema, consumer, stream }: Readers): Promise<void> {
  const where = ['--schema', schema, '--consumer', consumer, '--stream', stream, '--from', 'first', '--yes'];
  const env = [`DATABASE_URL=${postgres.url}`, `NATS_URL=${nats.url}`];
  await command('env', ...env, process.execPath, resetPositions, ...where);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
