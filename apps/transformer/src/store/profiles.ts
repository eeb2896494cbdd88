import { hash } from 'node:crypto';
import { type Tx } from '@kochava-stream/persistence';
import { TryLater } from '@kochava-stream/shards';
import { deviceKey, userKey, type Profile, type ProfileRow } from '@kochava-stream/domain/profiles';
import { type Received } from '@kochava-stream/domain/routing';

/** Somebody else changed a profile between our read and our write: the batch has to be taken again. */
export class ProfileConflict extends TryLater {
  override readonly name = 'ProfileConflict';
  constructor(expected: number, stored: number) {
    super(`${expected - stored} of ${expected} profiles were changed by another worker meanwhile`);
  }
}

interface StoredRow {
  key: string;
  version: number;
  body: string;
}

const load = `SELECT replace(key::text, '-', '') AS key, version, body FROM profile WHERE key = ANY ($1::uuid[])`;

/** A row is written only if it is still at the version it was read at, or still absent. In the order of keys: no deadlocks. */
const save = `
  INSERT INTO profile AS p (key, version, body) SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[])
  ON CONFLICT (key) DO UPDATE SET version = excluded.version, body = excluded.body
    WHERE p.version = excluded.version - 1`;

/**
 * The profiles that the events may concern: their devices and users, then the users who were last seen on those devices.
 */
export async function loadProfiles(tx: Tx, events: readonly Received[]): Promise<ProfileRow[]> {
  const names = new Set<string>();
  for (const { part, event } of events) {
    if (event.device_id !== undefined) names.add(deviceKey(part.project, event.device_id));
    if (event.user_id !== undefined) names.add(userKey(part.project, event.user_id));
  }
  const rows = await loadNamed(tx, names);
  const users = new Set<string>();
  for (const { profile } of rows) {
    if ('devices' in profile || profile.user === null) continue;
    const key = userKey(profile.project, profile.user);
    if (!names.has(key)) users.add(key);
  }
  return users.size === 0 ? rows : [...rows, ...(await loadNamed(tx, users))];
}

/** Profiles by their names. */
export async function loadNamed(tx: Tx, names: ReadonlySet<string>): Promise<ProfileRow[]> {
  if (names.size === 0) return [];
  const named = new Map<string, string>();
  for (const name of names) named.set(storedKey(name), name);
  const rows = await tx.query<StoredRow>('load-profiles', load, [`{${[...named.keys()].join(',')}}`]);
  return rows.map(({ key, version, body }) => ({
    key: named.get(key) as string,
    version,
    profile: JSON.parse(body) as Profile,
  }));
}

/** Stores what the batch changed. @throws ProfileConflict */
export async function saveProfiles(tx: Tx, rows: readonly ProfileRow[]): Promise<void> {
  if (rows.length === 0) return;
  const sorted = rows.map((row) => ({ ...row, key: storedKey(row.key) })).sort((a, b) => (a.key < b.key ? -1 : 1));
  const stored = await tx.execute('save-profiles', save, [
    `{${sorted.map(({ key }) => key).join(',')}}`,
    `{${sorted.map(({ version }) => version + 1).join(',')}}`,
    sorted.map(({ profile }) => JSON.stringify(profile)),
  ]);
  if (stored !== rows.length) throw new ProfileConflict(rows.length, stored);
}

/** How a profile's name is stored. */
export function storedKey(name: string): string {
  return hash('sha256', name, 'hex').slice(0, 32);
}
