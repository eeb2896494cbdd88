import { type DeletionAsk } from '@kochava-stream/contracts';
import { type FoundDevice } from '@kochava-stream/domain/deletion';
import { deviceKey, userKey, type ProfileRow } from '@kochava-stream/domain/profiles';
import { type Tx } from '@kochava-stream/persistence';
import { loadNamed, storedKey } from './profiles.ts';

/** What is kept for the answer to an ask that comes again lives no longer than the streams that carry it. */
const kept = `interval '30 days'`;

/** Two shards that are asked for one job work one after the other. */
export async function lockJob(tx: Tx, job: string): Promise<void> {
  await tx.query('lock deletion', 'SELECT pg_advisory_xact_lock(hashtext($1))', [`deletion ${job}`]);
}

/** The profiles of those who are named, and of those that these name. */
export async function loadPerson(
  tx: Tx,
  { project, userIds, deviceIds }: Pick<DeletionAsk, 'project' | 'userIds' | 'deviceIds'>,
): Promise<ProfileRow[]> {
  const names = new Set([
    ...userIds.map((id) => userKey(project, id)),
    ...deviceIds.map((id) => deviceKey(project, id)),
  ]);
  const rows = await loadNamed(tx, names);
  const further = rows.flatMap(({ profile }) => {
    if ('devices' in profile) return profile.devices.map(({ device }) => deviceKey(project, device));
    return profile.user === null ? [] : [userKey(project, profile.user)];
  });
  return [...rows, ...(await loadNamed(tx, new Set(further.filter((name) => !names.has(name)))))];
}

/** @returns how many there were */
export async function deleteProfiles(tx: Tx, names: readonly string[]): Promise<number> {
  if (names.length === 0) return 0;
  const keys = names.map(storedKey).sort();
  return await tx.execute('delete-profiles', 'DELETE FROM profile WHERE key = ANY ($1::uuid[])', [keys]);
}

/** What earlier asks of the job have found. */
export async function loadFound(tx: Tx, job: string): Promise<FoundDevice[]> {
  const [row] = await tx.query<{ body: string }>('load found', 'SELECT body FROM deletion WHERE id = $1', [job]);
  return row === undefined ? [] : (JSON.parse(row.body) as FoundDevice[]);
}

export async function saveFound(tx: Tx, job: string, found: readonly FoundDevice[]): Promise<void> {
  await tx.execute(
    'save found',
    'INSERT INTO deletion (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
    [job, JSON.stringify(found)],
  );
}

export async function forgetFound(tx: Tx, job: string): Promise<void> {
  await tx.execute('forget found', `DELETE FROM deletion WHERE id = $1 OR at < now() - ${kept}`, [job]);
}
