import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startNats, startPostgres, type Log } from '@kochava-stream/servers';
import { user } from './runner.ts';

/** Real servers, and the files that the containers get. */
export interface Surroundings {
  readonly natsUrl: string;
  readonly monitorUrl: string;
  /** Holds one file per secret, as compose mounts them. */
  readonly secrets: string;
  /** Where config may write. */
  readonly state: string;
  close(): Promise<void>;
}

const roles = ['migrate', 'config', 'transformer', 'linker'] as const;

/** Starts nats-server and Postgres and makes the roles with the SQL that compose uses. */
export async function startSurroundings(dir: string, rolesSql: string, log: Log): Promise<Surroundings> {
  const secrets = join(dir, 'secrets');
  const state = join(dir, 'state');
  for (const folder of [secrets, state]) mkdirSync(folder, { recursive: true });
  chownSync(state, user, user);
  const postgres = await startPostgres({ dir: join(dir, 'postgres'), port: 0, log, scratch: true });
  try {
    const passwords = Object.fromEntries(roles.map((role) => [role, randomBytes(16).toString('hex')]));
    await makeRoles(postgres.url, readFileSync(rolesSql, 'utf8'), passwords);
    const { host, pathname } = new URL(postgres.url);
    const keep = (name: string, text: string): void => {
      writeFileSync(join(secrets, name), `${text}\n`);
      chmodSync(join(secrets, name), 0o444);
    };
    for (const [role, password] of Object.entries(passwords)) {
      keep(`database_url_${role}`, `postgres://kochava_${role}:${password}@${host}${pathname}`);
    }
    keep('secrets_kek', `main:${randomBytes(32).toString('base64')}`);
    keep('log_id_key', randomBytes(32).toString('base64'));
    const nats = await startNats({ dir: join(dir, 'nats'), port: 0, monitorPort: 0, log, scratch: true });
    const close = async (): Promise<void> => {
      await nats.stop();
      await postgres.stop();
    };
    return { natsUrl: nats.url, monitorUrl: nats.monitorUrl, secrets, state, close };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

/** Fills in the file's `:'name_password'`, as psql does. */
async function makeRoles(url: string, sql: string, passwords: Readonly<Record<string, string>>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      sql.replaceAll(/:'([a-z]+)_password'/g, (_, role: string) => client.escapeLiteral(passwords[role] ?? '')),
    );
  } finally {
    await client.end();
  }
}
