import { traceIn } from '@kochava-stream/messaging';
import { traceId, type Logger } from '@kochava-stream/observability';
import { backoffMs, pause } from './backoff.ts';
import { faultOf, type Fault } from './faults.ts';
import { type Pick } from './gather.ts';
import { type ShardCounting } from './metrics.ts';
import { type OwnedShard } from './owned-shard.ts';
import { FenceLost } from './settle.ts';
import { type Transactor, type Work } from './transact.ts';
import { type ShardMessage, type ShardWorkerOptions } from './types.ts';
import { batchWork, partsWork, poisonWork } from './work.ts';

export interface Processing<Parsed> {
  readonly options: ShardWorkerOptions<Parsed>;
  readonly transact: Transactor<Parsed>;
  readonly metrics: ShardCounting;
  readonly logger: Logger;
  /** Closing. */
  readonly signal: AbortSignal;
  /** Another owner has these shards, or may have: they must be taken anew. */
  readonly lost: (shards: readonly OwnedShard<Parsed>[]) => void;
  readonly mostBytes: () => number;
}

/** `interrupted`: closing, or a shard was lost; what is not committed still waits in its lane. */
export type Ending = 'done' | 'interrupted';

/** It will not be taken as it is. */
interface Refused {
  readonly error: Error;
  readonly fault: Exclude<Fault, 'lost' | 'unknown'>;
}

/** How often each kind of fault is tried again before the work counts as refused. The others: for ever. */
interface Patience {
  readonly data: number;
  readonly bug: number;
  readonly slow: number;
}

/** A bug may be a race that the next try wins; the pauses also keep a broken handler from emptying a stream fast. */
const whole: Patience = { data: 0, bug: 3, slow: 2 };
const half: Patience = { data: 0, bug: 0, slow: 2 };
const single: Patience = { data: 0, bug: 3, slow: Infinity };
const forEver: Patience = { data: Infinity, bug: Infinity, slow: Infinity };

/**
 * Brings a batch to its end: committed, with what cannot be taken in the dead letters, or interrupted. What fails for
 * a while is tried again in place, so nothing is ever passed over. What fails for good is halved until the message at
 * fault stands alone; its neighbours are committed, in order, before and after it.
 */
export async function processBatch<Parsed>(
  on: Processing<Parsed>,
  picks: readonly Pick<Parsed>[],
  patience = whole,
): Promise<Ending> {
  const ending = await tryFor(on, batchWork(on, picks), patience);
  if (typeof ending === 'string') return ending;
  const [pick] = picks;
  if (picks.length === 1 && pick !== undefined) return await processAlone(on, pick, ending);
  on.logger.warn({ err: ending.error, messages: picks.length }, 'a batch is refused: looking for the message at fault');
  const middle = Math.ceil(picks.length / 2);
  for (const part of [picks.slice(0, middle), picks.slice(middle)]) {
    const done = await processBatch(on, part, part.length === 1 ? whole : half);
    if (done === 'interrupted') return done;
  }
  return 'done';
}

/** A message that was refused by itself: part by part if it has parts, else to the dead letters. */
async function processAlone<Parsed>(on: Processing<Parsed>, pick: Pick<Parsed>, refused: Refused): Promise<Ending> {
  const { message } = pick.item;
  const parts = partsOf(on, pick);
  let last = refused;
  if (parts.length > 1 || refused.fault === 'slow') {
    const work = parts.length > 1 ? partsWork(on, pick, parts) : batchWork(on, [pick]);
    const ending = await tryFor(on, work, single);
    if (typeof ending === 'string') return ending;
    last = ending;
  }
  on.logger.error(
    { err: last.error, subject: message.subject, seq: message.seq, ...traceIdIn(message) },
    'a message goes to the dead letters',
  );
  const ending = await tryFor(on, poisonWork(on, pick, last.error), forEver);
  return ending === 'done' ? 'done' : 'interrupted';
}

function partsOf<Parsed>(on: Processing<Parsed>, { item }: Pick<Parsed>) {
  if ('fault' in item) return [];
  try {
    return on.options.split?.(item.message) ?? [];
  } catch (error) {
    on.logger.error({ err: error, subject: item.message.subject, seq: item.message.seq }, 'a message cannot be split');
    return [];
  }
}

async function tryFor<Parsed>(
  on: Processing<Parsed>,
  work: Work<Parsed>,
  patience: Patience,
): Promise<Ending | Refused> {
  for (let attempt = 0; ; attempt += 1) {
    if (on.signal.aborted || !stillOurs(work)) return 'interrupted';
    const ending = await tryOnce(on, work);
    if (typeof ending === 'string') return ending;
    const { error, fault } = ending;
    if (fault !== 'later' && attempt >= patience[fault]) return ending;
    on.logger.warn({ err: error, attempt }, 'a transaction failed and is tried again');
    await pause(backoffMs(attempt), on.signal);
  }
}

/** One try of a transaction. Where the outcome or the ownership is in doubt its shards are given up, to be taken anew. */
export async function tryOnce<Parsed>(on: Processing<Parsed>, work: Work<Parsed>): Promise<Ending | Refused> {
  try {
    const { poisoned } = await on.transact(work);
    if (poisoned > 0) on.metrics.poisoned(poisoned);
    return 'done';
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const fault = faultOf(error);
    on.metrics.failed(fault);
    if (fault !== 'lost' && fault !== 'unknown') return { error, fault };
    on.logger.warn({ err: error }, 'a transaction was given up; its shards are taken anew');
    on.lost(affected(work, error));
    return 'interrupted';
  }
}

function stillOurs<Parsed>({ steps }: Work<Parsed>): boolean {
  return steps.every(({ shard }) => shard.phase === 'reading' || shard.phase === 'leaving');
}

function affected<Parsed>({ steps }: Work<Parsed>, error: Error): OwnedShard<Parsed>[] {
  const shards = [...new Set(steps.map(({ shard }) => shard))];
  return error instanceof FenceLost ? shards.filter(({ shard }) => error.shards.includes(shard)) : shards;
}

/** By what the message's trace is found, if it was recorded. */
function traceIdIn({ headers }: ShardMessage): { trace_id?: string } {
  const traceparent = traceIn(headers);
  return traceparent === undefined ? {} : { trace_id: traceId(traceparent) };
}
