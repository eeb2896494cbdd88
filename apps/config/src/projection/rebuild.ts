import { evolve, type SyncEvent, type SyncState } from '@kochava-stream/domain/sync';
import { type Database, type Tx } from '@kochava-stream/persistence';
import { queueEverythingIn } from '../publish/kv-relay.ts';

/** Rows that the log makes, and how far the present ones are from it. */
export interface Compared {
  readonly rows: number;
  readonly missing: number;
  readonly wrong: number;
}

export const projections = ['project', 'api_key', 'sync'] as const;
export type Projection = (typeof projections)[number];

export interface Rebuilt {
  readonly events: number;
  readonly tables: Readonly<Record<Projection, Compared>>;
}

export interface RebuildOptions {
  readonly db: Database;
  /** Only compares. */
  readonly check: boolean;
}

/**
 * Makes the rows of projects and syncs again from the log of changes, in one transaction, and has everything published again.
 * Meanwhile changes wait; a check keeps nobody waiting.
 */
export async function rebuild({ db, check }: RebuildOptions): Promise<Rebuilt> {
  return await db.transaction(async (tx) => {
    if (check) await tx.execute('isolation', 'set transaction isolation level repeatable read');
    else {
      await tx.execute('lock timeout', `set local lock_timeout = '60s'`);
      await tx.execute('lock log', 'lock table event, project, api_key, sync in share row exclusive mode');
    }
    for (const table of projections) {
      await tx.execute(`temporary ${table}`, `create temporary table rebuilt_${table} (like ${table}) on commit drop`);
    }
    const events = await replay(tx);
    const tables = {} as Record<Projection, Compared>;
    for (const table of projections) tables[table] = await compare(tx, table);
    if (!check) {
      for (const table of [...projections].reverse()) await tx.execute(`remove ${table}`, remove[table]);
      for (const table of projections) await tx.execute(`put ${table}`, put[table]);
      await queueEverythingIn(tx);
    }
    return { events, tables };
  });
}

interface Row {
  stream: string;
  type: string;
  data: unknown;
  at: number;
}

async function replay(tx: Tx): Promise<number> {
  const events = await tx.query<Row>('read log', 'select stream, type, data, at from event order by position');
  const syncs = new Map<string, { state: SyncState | undefined; createdAt: number; updatedAt: number }>();
  for (const { stream, type, data, at } of events) {
    if (type === 'ProjectCreated') await putProject(tx, data as Project, at);
    if (type in webhookChanges)
      await tx.execute(`rebuild ${type}`, webhookChanges[type] as string, [stream, JSON.stringify(data)]);
    if (!stream.startsWith('sync-')) continue;
    const known = syncs.get(stream) ?? { state: undefined, createdAt: at, updatedAt: at };
    syncs.set(stream, { ...known, state: evolve(known.state, { type, data } as SyncEvent), updatedAt: at });
  }
  for (const { state, createdAt, updatedAt } of syncs.values()) {
    if (state === undefined) continue;
    await tx.execute(
      'rebuild sync',
      `insert into rebuilt_sync (id, project, state, created_at, updated_at)
         values ($1, $2, $3, to_timestamp($4::bigint / 1000.0), to_timestamp($5::bigint / 1000.0))`,
      [state.id, state.project, JSON.stringify(state), createdAt, updatedAt],
    );
  }
  return events.length;
}

interface Project {
  readonly id: string;
  readonly name: string;
  readonly apiKeys: readonly string[];
}

async function putProject(tx: Tx, { id, name, apiKeys }: Project, at: number): Promise<void> {
  await tx.execute(
    'rebuild project',
    `insert into rebuilt_project (id, name, api_keys, webhook_secrets, created_at)
       values ($1, $2, $3, '[]', to_timestamp($4::bigint / 1000.0))`,
    [id, name, apiKeys, at],
  );
  await tx.execute('rebuild api keys', 'insert into rebuilt_api_key (key, project) select unnest($1::text[]), $2', [
    apiKeys,
    id,
  ]);
}

/** What the events of a project's webhook secrets do: the stream, and the event's data. */
const webhookChanges: Readonly<Record<string, string>> = {
  WebhookSecretAdded: `update rebuilt_project set webhook_secrets = webhook_secrets || jsonb_build_array($2::jsonb)
     where 'project-' || id = $1`,
  WebhookSecretRemoved: `update rebuilt_project set webhook_secrets = (
       select coalesce(jsonb_agg(s order by n), '[]') from jsonb_array_elements(webhook_secrets) with ordinality as e (s, n)
       where s->>'hash' <> $2::jsonb->>'hash')
     where 'project-' || id = $1`,
};

/** The columns that the log makes; a row is as JSON says, whatever the order of its names. */
const columns: Readonly<Record<Projection, string>> = {
  project: 'id, name, api_keys, webhook_secrets, created_at',
  api_key: 'key, project',
  sync: 'id, project, state::jsonb, created_at, updated_at',
};

async function compare(tx: Tx, table: Projection): Promise<Compared> {
  const [present, made] = [`select ${columns[table]} from ${table}`, `select ${columns[table]} from rebuilt_${table}`];
  const [found] = await tx.query<Compared>(
    `compare ${table}`,
    `select (select count(*)::integer from rebuilt_${table}) as rows,
            (select count(*)::integer from (${made} except ${present}) as m) as missing,
            (select count(*)::integer from (${present} except ${made}) as w) as wrong`,
  );
  return found ?? { rows: 0, missing: 0, wrong: 0 };
}

const remove: Readonly<Record<Projection, string>> = {
  project: 'delete from project where id not in (select id from rebuilt_project)',
  api_key: 'delete from api_key where key not in (select key from rebuilt_api_key)',
  sync: 'delete from sync where id not in (select id from rebuilt_sync)',
};

const put: Readonly<Record<Projection, string>> = {
  project: `insert into project (id, name, api_keys, webhook_secrets, created_at)
              select id, name, api_keys, webhook_secrets, created_at from rebuilt_project
              on conflict (id) do update
                set name = excluded.name, api_keys = excluded.api_keys, webhook_secrets = excluded.webhook_secrets,
                    created_at = excluded.created_at`,
  api_key: `insert into api_key (key, project) select key, project from rebuilt_api_key
              on conflict (key) do update set project = excluded.project`,
  sync: `insert into sync (id, project, state, created_at, updated_at)
             select id, project, state, created_at, updated_at from rebuilt_sync
           on conflict (id) do update
             set project = excluded.project, state = excluded.state,
                 created_at = excluded.created_at, updated_at = excluded.updated_at`,
};
