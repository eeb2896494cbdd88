import { type Queryable } from '@kochava-stream/persistence';
import { isInMinutes, stepsOf, type Range } from '../delivery/range.ts';

/** What is shown of links, by what the rollups call it. */
const counted = {
  held: { what: 'link-held' },
  released: { what: 'link-released' },
  accepted: { what: 'link-accepted' },
  expired: { what: 'link-expired' },
  notDelivered: { what: 'link-dead' },
  refused: { what: 'link-suppressed', reason: 'email' },
} as const satisfies Record<string, { what: string; reason?: string }>;
type Name = keyof typeof counted;
const names = Object.keys(counted) as Name[];
const whats = Object.values(counted).map(({ what }) => what);
const reasons = Object.values(counted).map((of) => ('reason' in of ? of.reason : null));

export type LinkCounts = Readonly<Record<Name, number>>;

/** What became of a sync's links in a range: in each of its steps, and in all. */
export async function linkCounts(
  db: Queryable,
  { project, sync }: { project: string; sync: string },
  range: Range,
): Promise<{ totals: LinkCounts; steps: (LinkCounts & { at: number })[] }> {
  const table = isInMinutes(range) ? 'rollup_minute' : 'rollup_hour';
  const rows = await db.query<{ at: Date; name: Name; n: number }>(
    `config_links_${table}`,
    `SELECT at, name, sum(n)::float8 AS n FROM ${table}
     JOIN unnest($5::text[], $6::text[], $7::text[]) AS c (name, counted, because)
       ON what = counted AND (because IS NULL OR reason = because)
     WHERE project = $1 AND sync = $2 AND at >= $3 AND at < $4 AND what = ANY ($6) GROUP BY at, name`,
    [project, sync, new Date(range.start), new Date(range.end), names, whats, reasons],
  );
  const sums = new Map(rows.map(({ at, name, n }) => [`${at.getTime()} ${name}`, n]));
  const at = (time: number) => counts((name) => sums.get(`${time} ${name}`) ?? 0);
  const steps = stepsOf(range).map((time) => ({ at: time, ...at(time) }));
  return { totals: counts((name) => steps.reduce((sum, step) => sum + step[name], 0)), steps };
}

function counts(of: (name: Name) => number): LinkCounts {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as LinkCounts;
}
