import { type SeenName } from '@kochava-stream/contracts';
import { type Database, type Tx } from '@kochava-stream/persistence';

/** A name as it was seen last. */
export interface StoredName {
  readonly kind: SeenName['kind'];
  readonly name: string;
  readonly type: SeenName['type'];
  readonly example: string | null;
  readonly seenAt: Date;
}

/** Names of one kind that are kept of a project: those seen last. */
export const keptNames = 5_000;

/** Takes names in. Those that make too many of their kind push out the ones not seen for longest. */
export async function storeNames(tx: Tx, seen: readonly SeenName[]): Promise<void> {
  const newest = new Map<string, SeenName>();
  for (const each of seen) {
    const key = JSON.stringify([each.project, each.kind, each.name]);
    if ((newest.get(key)?.at ?? 0) <= each.at) newest.set(key, each);
  }
  // In the order of the key: no deadlocks.
  const names = [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  if (names.length === 0) return;
  await tx.execute('config_names_store', upsert, [
    names.map(({ project }) => project),
    names.map(({ kind }) => kind),
    names.map(({ name }) => name),
    names.map(({ type }) => type),
    names.map(({ example }) => example ?? null),
    names.map(({ at }) => at),
  ]);
  const kinds = new Map(names.map(({ project, kind }) => [`${project}\n${kind}`, { project, kind }]));
  for (const { project, kind } of kinds.values()) await tx.execute('config_names_cap', cap, [project, kind, keptNames]);
}

/** Deletes what has not been seen for seven days. @param now ms */
export async function forgetNames(tx: Tx, now: number): Promise<void> {
  await tx.execute(
    'config_names_forget',
    `delete from seen_name where seen_at < to_timestamp($1::bigint / 1000.0) - interval '7 days'`,
    [now],
  );
}

/** The names of a project, those seen last first. @param containing a part of the name, in either case */
export async function loadNames(
  db: Pick<Database, 'query'>,
  project: string,
  containing: string,
): Promise<StoredName[]> {
  return await db.query<StoredName>(
    'config_names',
    `select kind, name, type, example, seen_at as "seenAt" from seen_name
      where project = $1 and seen_at > now() - interval '7 days'
        and ($2 = '' or strpos(lower(name), lower($2)) > 0)
      order by seen_at desc, name`,
    [project, containing],
  );
}

const upsert = `
  insert into seen_name (project, kind, name, type, example, seen_at)
    select project, kind, name, type, example, to_timestamp(at / 1000.0)
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
        as seen (project, kind, name, type, example, at)
    on conflict (project, kind, name) do update
      set type = excluded.type, example = excluded.example, seen_at = excluded.seen_at
      where seen_name.seen_at <= excluded.seen_at`;

const cap = `
  delete from seen_name s
   using (select name from seen_name where project = $1 and kind = $2 order by seen_at desc, name offset $3) old
   where s.project = $1 and s.kind = $2 and s.name = old.name`;
