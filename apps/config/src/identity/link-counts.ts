import { type Queryable } from '@kochava-stream/persistence';
import { isInMinutes, stepsOf, type Range } from '../delivery/range.ts';

/** What is shown of links, by what the rollups call it. */
const counted = {
  held: 'link-held',
  released: 'link-released',
  accepted: 'link-accepted',
  expired: 'link-expired',
  notDelivered: 'link-dead',
} as const;
type Name = keyof typeof counted;
const names = Object.keys(counted) as Name[];

export type LinkCounts = Readonly<Record<Name, number>>;

/** What became of a sync's links in a range: in each of its steps, and in all. */
export async function linkCounts(
  db: Queryable,
  { project, sync }: { project: string; sync: string },
  range: Range,
): Promise<{ totals: LinkCounts; steps: (LinkCounts & { at: number })[] }> {
  const table = isInMinutes(range) ? 'rollup_minute' : 'rollup_hour';
  const rows = await db.query<{ at: Date; what: string; n: number }>(
    `config_links_${table}`,
    `SELECT at, what, sum(n)::float8 AS n FROM ${table}
     WHERE project = $1 AND sync = $2 AND at >= $3 AND at < $4 AND what = ANY ($5) GROUP BY at, what`,
    [project, sync, new Date(range.start), new Date(range.end), Object.values(counted)],
  );
  const sums = new Map(rows.map(({ at, what, n }) => [`${at.getTime()} ${what}`, n]));
  const at = (time: number) => counts((name) => sums.get(`${time} ${counted[name]}`) ?? 0);
  const steps = stepsOf(range).map((time) => ({ at: time, ...at(time) }));
  return { totals: counts((name) => steps.reduce((sum, step) => sum + step[name], 0)), steps };
}

function counts(of: (name: Name) => number): LinkCounts {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as LinkCounts;
}
