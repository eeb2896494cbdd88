/** What was asked of a service for a job. */
export interface Asked {
  readonly ask: string;
  /** ms */
  readonly askedAt: number;
  readonly answered: boolean;
}

export interface Job {
  readonly state: 'staging' | 'submitted' | 'done';
  /** Everybody is asked twice: what was under way in the first round has ended by the second. */
  readonly round: number;
  /** How far config has looked through what it keeps itself in this round; null = it has not begun. */
  readonly reached: number | null;
}

export type Step =
  | { readonly type: 'ask'; readonly round: number; readonly asks: readonly string[] }
  | { readonly type: 'ask-again'; readonly asks: readonly string[] }
  | { readonly type: 'look' }
  | { readonly type: 'finish' }
  | { readonly type: 'wait' };

/** An answer that does not come for so long was lost. */
export const patienceMs = 60_000;
const rounds = 2;

/** What a job needs next. `looked`: config has gone through everything of this round. */
export function nextStep(job: Job, asks: readonly Asked[], { now, shards, looked }: Situation): Step {
  if (job.state === 'done') return { type: 'wait' };
  if (job.round === 0) return { type: 'ask', round: 1, asks: asksOf(1, shards) };
  const open = asks.filter(({ answered }) => !answered);
  if (open.length > 0) {
    const late = open.filter(({ askedAt }) => now - askedAt >= patienceMs).map(({ ask }) => rootOf(ask));
    return late.length === 0 ? { type: 'wait' } : { type: 'ask-again', asks: [...new Set(late)] };
  }
  if (!looked) return { type: 'look' };
  return job.round < rounds
    ? { type: 'ask', round: job.round + 1, asks: asksOf(job.round + 1, shards) }
    : { type: 'finish' };
}

export interface Situation {
  readonly now: number;
  readonly shards: number;
  readonly looked: boolean;
}

/** One of each shard of the transformer. */
function asksOf(round: number, shards: number): string[] {
  return Array.from({ length: shards }, (_, shard) => `${round}.t${shard}`);
}

/** What the transformer asks of a shard of the linker, for what it was asked itself. */
export function linkerAsk(ask: string, shard: number): string {
  return `l${shard}.${ask}`;
}

/** The shard of the transformer that is asked, and will ask others again. */
export function shardAsked(ask: string): number {
  return Number(rootOf(ask).split('.t')[1]);
}

function rootOf(ask: string): string {
  return ask.replace(/^l\d+\./, '');
}

/** Sums of what went. */
export function added(
  counts: Readonly<Record<string, number>>,
  more: Readonly<Record<string, number>>,
): Record<string, number> {
  const sums: Record<string, number> = { ...counts };
  for (const [what, n] of Object.entries(more)) sums[what] = (sums[what] ?? 0) + n;
  return sums;
}
