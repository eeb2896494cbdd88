import { evolve, unknownDevice, type DeviceEvent, type DeviceState } from '@kochava-stream/domain/identity';
import { type Database, type Tx } from '@kochava-stream/persistence';
import { aliasesOf } from './store/devices.ts';
import { columnsOf, deviceRow, holdRow, textOf, type DeviceKey } from './store/rows.ts';

/** What the log alone makes of the projections, and how far the present rows are from it. */
export interface Rebuilt {
  readonly events: number;
  readonly tables: Readonly<Record<Projection, { rows: number; missing: number; wrong: number }>>;
}

export interface RebuildOptions {
  readonly db: Database;
  readonly shards: number;
  /** Only compares. */
  readonly check: boolean;
  /** Facts in one step. Default 10,000. */
  readonly step?: number;
  readonly onProgress?: (events: number, devices: number) => void;
}

export const projections = ['device', 'device_alias', 'confirmed_id', 'hold'] as const;
export type Projection = (typeof projections)[number];

/**
 * Makes the projections again from the log, in one transaction: either all of them or nothing. Meanwhile the linker waits;
 * a check does not keep it waiting, it looks at one moment's rows.
 */
export async function rebuild(options: RebuildOptions): Promise<Rebuilt> {
  return await options.db.transaction(async (tx) => {
    if (options.check) await tx.execute('isolation', 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await tx.execute('lock timeout', `SET LOCAL lock_timeout = '60s'`);
    if (!options.check)
      await tx.execute('lock log', 'LOCK TABLE event, device, device_alias, confirmed_id, hold IN EXCLUSIVE MODE');
    for (const table of projections) {
      await tx.execute(
        `temporary ${table}`,
        `CREATE TEMPORARY TABLE rebuilt_${table} (LIKE ${table} INCLUDING DEFAULTS) ON COMMIT DROP`,
      );
    }
    const events = (await replayDevices(tx, options)) + (await replayConfirmedIds(tx));
    const tables = {} as Record<Projection, { rows: number; missing: number; wrong: number }>;
    for (const table of projections) tables[table] = await compare(tx, table);
    if (!options.check) for (const table of projections) await replace(tx, table);
    return { events, tables };
  });
}

interface Fact {
  sync: string;
  kochava_device_id: string;
  version: number;
  type: string;
  data: object;
  at: number;
}

interface Replayed {
  readonly key: DeviceKey;
  state: DeviceState;
  readonly aliases: Map<string, ReturnType<typeof aliasesOf>[number]>;
}

/** Folds the log device by device: one is open at a time, however many there are. */
class Replay {
  #ended: Replayed[] = [];
  #open: Replayed | undefined;

  take(fact: Fact): void {
    const key = { sync: fact.sync, kochavaDeviceId: fact.kochava_device_id };
    if (this.#open === undefined || textOf(this.#open.key) !== textOf(key)) this.#begin(key);
    const device = this.#open as Replayed;
    const event = { ...fact.data, type: fact.type, at: fact.at } as DeviceEvent;
    device.state = evolve(device.state, event);
    for (const alias of aliasesOf(key, [event])) device.aliases.set(`${alias.kind}\0${alias.value}`, alias);
  }

  /** The devices that are complete; the last one is when nothing more comes. */
  drain(last: boolean): Replayed[] {
    const drained = last && this.#open !== undefined ? [...this.#ended, this.#open] : this.#ended;
    if (last) this.#open = undefined;
    this.#ended = [];
    return drained;
  }

  #begin(key: DeviceKey): void {
    if (this.#open !== undefined) this.#ended.push(this.#open);
    this.#open = { key, state: unknownDevice, aliases: new Map() };
  }
}

async function replayDevices(tx: Tx, options: RebuildOptions): Promise<number> {
  const { step = 10_000, shards, onProgress } = options;
  const replay = new Replay();
  let from: Pick<Fact, 'sync' | 'kochava_device_id' | 'version'> = { sync: '', kochava_device_id: '', version: 0 };
  let events = 0;
  let devices = 0;
  for (;;) {
    const params = [from.sync, from.kochava_device_id, from.version, step];
    const facts = await tx.query<Fact>('read log', logInOrder, params);
    for (const fact of facts) replay.take(fact);
    const ended = replay.drain(facts.length === 0);
    await store(tx, ended, shards);
    events += facts.length;
    devices += ended.length;
    onProgress?.(events, devices);
    const last = facts.at(-1);
    if (last === undefined) return events;
    from = last;
  }
}

async function store(tx: Tx, ended: readonly Replayed[], shards: number): Promise<void> {
  if (ended.length === 0) return;
  const aliases = ended.flatMap((device) => [...device.aliases.values()]);
  const rows: Record<Exclude<Projection, 'confirmed_id'>, object[]> = {
    device: ended.map(({ key, state }) => deviceRow(key, state, shards)),
    device_alias: aliases.map(({ kochavaDeviceId, ...rest }) => ({ ...rest, kochava_device_id: kochavaDeviceId })),
    hold: ended.flatMap(({ key, state }) => holdRow(key, state, shards) ?? []),
  };
  for (const [table, of] of Object.entries(rows)) {
    const columns = columnsOf[table as keyof typeof rows].join(', ');
    await tx.execute(
      `store rebuilt ${table}`,
      `INSERT INTO rebuilt_${table} (${columns})
       SELECT ${columns} FROM json_populate_recordset(null::rebuilt_${table}, $1::json)`,
      [JSON.stringify(of)],
    );
  }
}

async function replayConfirmedIds(tx: Tx): Promise<number> {
  return await tx.execute(
    'replay confirmed ids',
    `WITH said AS (
       SELECT seq, sync, type, data->>'kind' AS kind, data->>'value' AS value, data->>'by' AS by, at,
              type = 'IdClaimed' OR (data->>'claimed')::boolean AS claimed
       FROM event WHERE kochava_device_id IS NULL AND type IN ('IdConfirmed', 'IdClaimed')
     ), newest AS (
       SELECT DISTINCT ON (sync, kind, value) * FROM said WHERE type = 'IdConfirmed'
       ORDER BY sync, kind, value, seq DESC
     )
     INSERT INTO rebuilt_confirmed_id (sync, kind, value, confirmed_by, at, claimed)
     SELECT n.sync, n.kind, n.value, n.by, n.at, nullif(bool_or(s.claimed), false)
     FROM newest n JOIN said s ON s.sync = n.sync AND s.kind = n.kind AND s.value = n.value AND s.seq >= n.seq
     GROUP BY 1, 2, 3, 4, 5`,
  );
}

async function compare(tx: Tx, table: Projection): Promise<{ rows: number; missing: number; wrong: number }> {
  const columns = columnsOf[table].join(', ');
  const rebuilt = `SELECT ${columns} FROM rebuilt_${table}`;
  const there = `SELECT ${columns} FROM ${table}`;
  const [found] = await tx.query<{ rows: number; missing: number; wrong: number }>(
    `compare ${table}`,
    `SELECT (SELECT count(*) FROM rebuilt_${table}) AS rows,
            (SELECT count(*) FROM (${rebuilt} EXCEPT ${there}) AS m) AS missing,
            (SELECT count(*) FROM (${there} EXCEPT ${rebuilt}) AS w) AS wrong`,
  );
  return found ?? { rows: 0, missing: 0, wrong: 0 };
}

async function replace(tx: Tx, table: Projection): Promise<void> {
  const columns = columnsOf[table].join(', ');
  await tx.execute(`empty ${table}`, `TRUNCATE ${table}`);
  await tx.execute(`fill ${table}`, `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM rebuilt_${table}`);
}

const logInOrder = `
  SELECT sync, kochava_device_id, version, type, data, at FROM event
  WHERE kochava_device_id IS NOT NULL AND (sync, kochava_device_id, version) > ($1, $2, $3)
  ORDER BY sync, kochava_device_id, version LIMIT $4`;
