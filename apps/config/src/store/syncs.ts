import {
  decide,
  evolve,
  toConfig,
  type SyncCommand,
  type SyncEvent,
  type SyncState,
} from '@kochava-stream/domain/sync';
import { appendEvents, readEvents, WrongVersion, type Database, type Tx } from '@kochava-stream/persistence';
import { Refused } from '../http/api-error.filter.ts';
import { type SealingKey } from '../secrets/keys.ts';
import { facts, seal, type Credentials } from '../secrets/seal.ts';
import { queueKv, type KvDocument } from './kv-outbox.ts';

/** A sync with its times, as the API shows it. */
export interface StoredSync {
  readonly state: SyncState;
  readonly createdAt: string;
  readonly updatedAt: string;
}

interface SyncRow {
  state: SyncState;
  created_at: Date;
  updated_at: Date;
}

export interface SyncChange {
  readonly id: string;
  /** The version the editor saw; undefined for a new sync, and where the command does not depend on it. */
  readonly expectedVersion?: number;
  readonly credentials?: Credentials | undefined;
  readonly who: string;
  readonly why?: string | undefined;
  /** What to do, given what is there. */
  readonly command: (state: SyncState | undefined) => SyncCommand;
}

const selectSync = 'select state, created_at, updated_at from sync where id = $1';

/** The event store of syncs, their read model and what they put into the KV: one transaction each. */
export class Syncs {
  constructor(
    private readonly db: Database,
    private readonly sealing: () => SealingKey | undefined,
    /** Waits until what was committed is published, for a short time. */
    private readonly published: () => Promise<void>,
  ) {}

  /** @throws Refused 404, 412 (somebody else changed it), 422 with the fields at fault */
  async change(change: SyncChange): Promise<StoredSync> {
    try {
      const sync = await this.db.transaction((tx) => this.changeIn(tx, change));
      await this.published();
      return sync;
    } catch (error) {
      if (error instanceof WrongVersion) throw new Refused(412, 'the sync was changed meanwhile; read it again');
      throw error;
    }
  }

  private async changeIn(tx: Tx, change: SyncChange): Promise<StoredSync> {
    const history = await readEvents<SyncEvent>(tx, { table: 'event', stream: streamOf(change.id) });
    const before = history.reduce<SyncState | undefined>(
      (state, event) => evolve(state, event as SyncEvent),
      undefined,
    );
    expectVersion(change, before);
    const command = withSecret(change.command(before), before, change.credentials);
    const decision = decide(command, before);
    if (!decision.ok) throw new Refused(422, 'the sync cannot be so; see problems', decision.problems);
    return this.store(tx, change, before, decision.events);
  }

  async get(id: string): Promise<StoredSync | undefined> {
    const rows = await this.db.query<SyncRow>('config_sync', selectSync, [id]);
    return rows[0] && stored(rows[0]);
  }

  /** The project of a sync; it never changes. */
  async projectOf(id: string): Promise<string | undefined> {
    const rows = await this.db.query<{ project: string }>(
      'config_sync_project',
      'select project from sync where id = $1',
      [id],
    );
    return rows[0]?.project;
  }

  async ofProject(project: string): Promise<StoredSync[]> {
    const rows = await this.db.query<SyncRow>(
      'config_syncs',
      'select state, created_at, updated_at from sync where project = $1 order by created_at, id',
      [project],
    );
    return rows.map(stored);
  }

  private async store(
    tx: Tx,
    change: SyncChange,
    before: SyncState | undefined,
    events: readonly SyncEvent[],
  ): Promise<StoredSync> {
    const after = events.reduce<SyncState | undefined>(evolve, before) as SyncState;
    const at = Date.now();
    if (events.length > 0) {
      await appendEvents(tx, {
        table: 'event',
        stream: streamOf(change.id),
        expectedVersion: before?.version ?? 0,
        events,
        who: change.who,
        why: change.why,
        at,
      });
      await this.publish(tx, change, before, after);
      await storeSync(tx, after, at);
    }
    const rows = await tx.query<SyncRow>('config_sync', selectSync, [after.id]);
    return stored(rows[0] as SyncRow);
  }

  /** Secrets first: a dispatcher that sees the new version finds the new secret. */
  private async publish(tx: Tx, change: SyncChange, before: SyncState | undefined, after: SyncState): Promise<void> {
    const config = syncDocument(after);
    if (change.credentials === undefined || after.secret === null || after.secret.version === before?.secret?.version) {
      return queueKv(tx, [config]);
    }
    const key = this.sealing();
    if (key === undefined) {
      throw new Refused(503, 'secrets cannot be kept: the server has no SECRETS_KEK; set it and start config again');
    }
    const sealed = seal(change.credentials, after.id, after.secret.version, key);
    await tx.query(
      'config_secret_store',
      `insert into secret (sync, sealed) values ($1, $2) on conflict (sync) do update set sealed = excluded.sealed`,
      [after.id, JSON.stringify(sealed)],
    );
    await queueKv(tx, [{ kind: 'secrets', document: sealed }, config]);
  }
}

/** The row of a sync: what its events make of it. Its times are theirs, so that it can be made again. @param at ms */
export async function storeSync(tx: Tx, state: SyncState, at: number): Promise<void> {
  await tx.execute(
    'config_sync_store',
    `insert into sync (id, project, state, created_at, updated_at)
       values ($1, $2, $3, to_timestamp($4::bigint / 1000.0), to_timestamp($4::bigint / 1000.0))
       on conflict (id) do update set state = excluded.state, updated_at = excluded.updated_at`,
    [state.id, state.project, JSON.stringify(state), at],
  );
}

/** The sync as every service reads it from the KV. */
export function syncDocument(state: SyncState): KvDocument {
  return { kind: 'sync', document: toConfig(state) };
}

function streamOf(id: string): string {
  return `sync-${id}`;
}

function expectVersion(change: SyncChange, before: SyncState | undefined): void {
  if (change.expectedVersion === undefined) return;
  if (before === undefined) throw new Refused(404, 'there is no such sync');
  if (before.version !== change.expectedVersion) {
    throw new Refused(412, `the sync is at version ${before.version} now; read it again and repeat the change`);
  }
}

function withSecret(command: SyncCommand, before: SyncState | undefined, given: Credentials | undefined): SyncCommand {
  if (given === undefined || (command.type !== 'CreateSync' && command.type !== 'ChangeSync')) return command;
  return { ...command, secret: facts(given, (before?.secret?.version ?? 0) + 1) };
}

function stored(row: SyncRow): StoredSync {
  return { state: row.state, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString() };
}
