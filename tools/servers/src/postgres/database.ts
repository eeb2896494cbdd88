import pg from 'pg';

export interface Login {
  port: number;
  user: string;
  password: string;
  database: string;
}

/** Postgres runs with settings under which a commit could be lost. */
export class NotDurableCommits extends Error {
  override readonly name = 'NotDurableCommits';
}

const durable: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  data_checksums: 'on',
};

/** Whether the server takes queries with this login. A wrong password is an error, not a no. */
export async function answers(login: Login): Promise<boolean> {
  try {
    await ask(login, (client) => client.query('select 1'));
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') throw error;
    return false;
  }
}

/** @throws NotDurableCommits naming the setting */
export async function checkDurable(login: Login): Promise<void> {
  const { rows } = await ask(login, (client) =>
    client.query<{ name: string; setting: string }>('select name, setting from pg_settings where name = any($1)', [
      Object.keys(durable),
    ]),
  );
  for (const { name, setting } of rows) {
    if (setting !== durable[name]) throw new NotDurableCommits(`Postgres runs with ${name} = ${setting}`);
  }
}

export async function createDatabase(login: Login, name: string): Promise<void> {
  await ask(login, async (client) => {
    const there = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (there.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  });
}

async function ask<T>(login: Login, question: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...login, host: '127.0.0.1', connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await question(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
