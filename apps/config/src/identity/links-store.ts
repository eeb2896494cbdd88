import { type DeviceIdKind } from '@kochava-stream/contracts';
import { type Database } from '@kochava-stream/persistence';
import { Remembered } from './remembered.ts';

/** Why links of a device are held. */
export const heldStates = ['unconfirmed', 'no-identifier', 'behind-in-flight', 'due'] as const;
export type HeldState = (typeof heldStates)[number];
export type IdValues = Readonly<Partial<Record<DeviceIdKind, readonly string[]>>>;

/** A device as the linker's views show it. Times are ms since the epoch. */
export interface DeviceRow {
  readonly device: string;
  readonly known: IdValues;
  readonly confirmed_by: string | null;
  readonly confirmed_at: number | null;
  readonly settled_at: number | null;
  readonly generation: number | null;
  readonly confirmed: IdValues | null;
  readonly in_flight: { dispatchId: string; properties: Readonly<Record<string, string>>; untied?: true } | null;
  readonly accepted: Readonly<
    Record<string, { value: string | null; at: number; disputed: boolean; untied?: true } | undefined>
  >;
  readonly sync_version: number | null;
  /** null: nothing is held, here and below. */
  readonly state: HeldState | null;
  readonly since: number | null;
  readonly due_at: number | null;
  readonly expires_at: number | null;
  readonly properties: Readonly<
    Record<string, { value: string; requestedAt: number; since: number; expiresAt: number } | undefined>
  > | null;
}

export interface FactRow {
  readonly version: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: number;
}

export interface CommandRow {
  readonly id: string;
  readonly type: string;
  readonly who: string;
  readonly why: string;
  readonly asked_at: number;
  readonly at: number;
  readonly result: string;
}

/** Devices with a hold of one state and age. */
export interface AgeRow {
  readonly state: HeldState;
  /** Which of the ages, from 0. */
  readonly age: number;
  /** At most `mostCounted`: there may be more then. */
  readonly n: number;
  /** Since when the oldest of the state is held, ms. */
  readonly oldest: number | null;
}

/** From one age to another, ms; the second is not in it. */
export interface Age {
  readonly from: number;
  readonly to: number;
}

/** Of each state and age no more are counted: an answer costs the same however many there are. */
export const mostCounted = 50_000;

/** Where the next page of devices begins: after this one. */
export interface DeviceCursor {
  readonly since: number;
  readonly device: string;
}

const deviceColumns = `d.kochava_device_id AS device, d.known, d.confirmed_by, d.confirmed_at, d.settled_at, d.generation,
  d.confirmed, d.in_flight, d.accepted, d.sync_version, h.state, h.since, h.due_at, h.expires_at, h.properties`;
const ofDevice = `linker.console_device d LEFT JOIN linker.console_hold h
  ON h.sync = d.sync AND h.kochava_device_id = d.kochava_device_id`;

/** More devices than this with one id are no devices. */
const mostFound = 50;

const kinds: readonly DeviceIdKind[] = ['idfa', 'idfv', 'adid', 'android_id'];
const byPresentId = (kind: DeviceIdKind): string =>
  `(SELECT kochava_device_id FROM linker.console_device
    WHERE sync = $1 AND confirmed ? '${kind}' AND (confirmed->'${kind}'->>-1) = ANY ($2::text[]) LIMIT ${mostFound})`;

const search = `
  SELECT ${deviceColumns} FROM ${ofDevice}
  WHERE d.sync = $1 AND d.kochava_device_id IN (
    (SELECT kochava_device_id FROM linker.console_device WHERE sync = $1 AND kochava_device_id = ANY ($2::text[]))
    UNION
    (SELECT kochava_device_id FROM linker.console_alias
     WHERE sync = $1 AND kind IN ('idfa', 'idfv', 'adid', 'android_id') AND value = ANY ($2::text[]) LIMIT ${mostFound})
    UNION ${kinds.map(byPresentId).join(' UNION ')})
  ORDER BY d.kochava_device_id LIMIT ${mostFound}`;

/** What config may see of the linker: its views. */
export class LinksStore {
  readonly #ages = new Remembered<AgeRow[]>(15_000);

  constructor(private readonly db: Database) {}

  /** Devices with this kochava_device_id, or an advertising id in any spelling of its letters. */
  async find(sync: string, text: string): Promise<DeviceRow[]> {
    const spellings = [...new Set([text, text.toUpperCase(), text.toLowerCase()])];
    return await this.db.query<DeviceRow>('linker_find_devices', search, [sync, spellings]);
  }

  /** Devices of which something is held, the longest first. */
  async held(
    sync: string,
    states: readonly HeldState[],
    page: { after: DeviceCursor | null; limit: number },
  ): Promise<DeviceRow[]> {
    return await this.db.query<DeviceRow>(
      'linker_held_devices',
      `SELECT ${deviceColumns}
       FROM (SELECT p.* FROM unnest($2::text[]) AS s (state)
             CROSS JOIN LATERAL (
               SELECT sync, kochava_device_id, since FROM linker.console_hold
               WHERE sync = $1 AND state = s.state AND (since, kochava_device_id) > ($3::bigint, $4::text)
               ORDER BY since, kochava_device_id LIMIT $5) AS p
             ORDER BY since, kochava_device_id LIMIT $5) AS page
       JOIN linker.console_device d ON d.sync = page.sync AND d.kochava_device_id = page.kochava_device_id
       JOIN linker.console_hold h ON h.sync = page.sync AND h.kochava_device_id = page.kochava_device_id
       ORDER BY h.since, d.kochava_device_id`,
      [sync, states, page.after?.since ?? -1, page.after?.device ?? '', page.limit],
    );
  }

  async device(sync: string, device: string): Promise<DeviceRow | undefined> {
    const [row] = await this.db.query<DeviceRow>(
      'linker_device',
      `SELECT ${deviceColumns} FROM ${ofDevice} WHERE d.sync = $1 AND d.kochava_device_id = $2`,
      [sync, device],
    );
    return row;
  }

  /** What happened to a device, the newest first. */
  async facts(sync: string, device: string, page: { before: number; limit: number }): Promise<FactRow[]> {
    return await this.db.query<FactRow>(
      'linker_facts',
      `SELECT version, type, data, at FROM linker.console_fact
       WHERE sync = $1 AND kochava_device_id = $2 AND version < $3 ORDER BY version DESC LIMIT $4`,
      [sync, device, page.before, page.limit],
    );
  }

  /** What people asked for, the newest first. */
  async commands(sync: string, device: string, limit: number): Promise<CommandRow[]> {
    return await this.db.query<CommandRow>(
      'linker_commands',
      `SELECT id, type, who, why, asked_at, at, result FROM linker.console_command
       WHERE sync = $1 AND kochava_device_id = $2 ORDER BY at DESC, id LIMIT $3`,
      [sync, device, limit],
    );
  }

  /** How many devices were confirmed first by which source, ever, and when the last one was, ms. */
  async confirmations(sync: string): Promise<{ source: string; n: number; last_at: number }[]> {
    return await this.db.query(
      'linker_confirmations',
      'SELECT source, n, last_at::float8 AS last_at FROM linker.console_confirmation WHERE sync = $1 ORDER BY source',
      [sync],
    );
  }

  async results(ids: readonly string[]): Promise<{ id: string; result: string }[]> {
    return await this.db.query('linker_results', 'SELECT id, result FROM linker.console_command WHERE id = ANY ($1)', [
      ids,
    ]);
  }

  /** How many are held in which state, by age; up to 15 s old. */
  async ages(sync: string, ages: readonly Age[], now: number): Promise<AgeRow[]> {
    return await this.#ages.get(sync, async () => {
      return await this.db.query<AgeRow>('linker_ages', countAges, [
        sync,
        heldStates,
        ages.map(({ to }) => (to === Infinity ? -1 : now - to)),
        ages.map(({ from }) => (from === 0 ? Number.MAX_SAFE_INTEGER : now - from)),
        mostCounted,
      ]);
    });
  }
}

const countAges = `
  SELECT s.state, (a.age - 1)::integer AS age, c.n, o.since AS oldest
  FROM unnest($2::text[]) AS s (state)
  CROSS JOIN unnest($3::bigint[], $4::bigint[]) WITH ORDINALITY AS a (after, upto, age)
  CROSS JOIN LATERAL (
    SELECT count(*) AS n FROM (
      SELECT 1 FROM linker.console_hold
      WHERE sync = $1 AND state = s.state AND since > a.after AND since <= a.upto LIMIT $5) AS few) AS c
  LEFT JOIN LATERAL (
    SELECT since FROM linker.console_hold WHERE sync = $1 AND state = s.state ORDER BY since LIMIT 1) AS o ON true
  WHERE c.n > 0`;
