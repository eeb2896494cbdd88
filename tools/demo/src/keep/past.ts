import { randomUUID } from 'node:crypto';
import { type Stack } from '@kochava-stream/all-in-one';
import { countBatch, type Counted } from '@kochava-stream/config';
import { latencyBucket, type Count, type Ends } from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { stories, type Moment, type Story } from './stories.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const days = 15;
const minutes = 4 * 60;
/** Steps of one transaction. */
const atOnce = 48;

export interface Past {
  readonly project: string;
  /** By their names. */
  readonly syncs: Readonly<Record<string, string>>;
}

/** Counts for two weeks that nobody lived through: charts need a past to be looked at. Only counts, no events. */
export async function makeUpPast(stack: Stack, past: Past): Promise<void> {
  const logger = createLogger({ service: 'demo', level: 'error' });
  const db = await openDatabase({ url: stack.servers.postgres.url, schema: 'config', logger });
  const now = Date.now();
  const steps = stepsBefore(now);
  try {
    for (let from = 0; from < steps.length; from += atOnce) {
      const batch = steps.slice(from, from + atOnce).flatMap((step) => counted(past, step, now));
      await db.transaction((tx) => countBatch(batch, tx, now));
    }
  } finally {
    await db.close();
  }
}

interface Step {
  readonly at: number;
  readonly hours: number;
}

/** Hours, and the last four minute by minute, up to the minute that runs. */
function stepsBefore(now: number): Step[] {
  const end = now - (now % minuteMs);
  const seam = end - minutes * minuteMs;
  const first = seam - (seam % hourMs);
  const hours = Array.from({ length: days * 24 }, (_, n) => ({ at: first - (n + 1) * hourMs, hours: 1 }));
  const between = { at: first, hours: (seam - first) / hourMs };
  const last = Array.from({ length: minutes }, (_, n) => ({ at: end - (n + 1) * minuteMs, hours: 1 / 60 }));
  return [...last, between, ...hours];
}

function counted({ project, syncs }: Past, { at, hours }: Step, now: number): Counted[] {
  const perHour = 4800 * dayCurve(at) * noise(at);
  const received = Math.round(perHour * hours);
  const told = stories.flatMap((story) => {
    const sync = syncs[story.sync];
    return sync === undefined ? [] : ofSync({ project, sync, at, received }, story, story.when((now - at) / hourMs));
  });
  const duplicate = Math.round(received * 0.012);
  return [
    counts(at, [
      { project, sync: null, what: 'received', reason: '', n: received + duplicate },
      { project, sync: null, what: 'duplicate', reason: '', n: duplicate },
    ]),
    ...told,
  ];
}

interface Place {
  readonly project: string;
  readonly sync: string;
  readonly at: number;
  readonly received: number;
}

function ofSync({ project, sync, at, received }: Place, { part, links }: Story, moment: Moment): Counted[] {
  const mapped = Math.round(received * part * moment.volume * (0.92 + 0.16 * random()));
  const dead = Math.round(mapped * moment.refused);
  const filtered = received - mapped;
  const alike = { project, sync, at };
  const held = Math.round(mapped * links);
  const rows: Count[] = [
    { project, sync, what: 'routed', reason: '', n: received },
    { project, sync, what: 'filtered', reason: 'not-selected', n: Math.round(filtered * 0.7) },
    { project, sync, what: 'filtered', reason: 'filter-1', n: filtered - Math.round(filtered * 0.7) },
    { project, sync, what: 'dispatched', reason: '', n: mapped },
    { project, sync, what: 'link-held', reason: '', n: held },
    { project, sync, what: 'link-released', reason: '', n: Math.round(held * 0.9) },
    { project, sync, what: 'link-expired', reason: '', n: Math.round(held * 0.03) },
  ];
  return [
    counts(
      at,
      rows.filter(({ n }) => n > 0),
    ),
    ends([
      ...accepted({ ...alike, kind: 'event' }, mapped - dead, moment),
      ...accepted({ ...alike, kind: 'link' }, Math.round(held * 0.6), moment),
      ...(dead > 0
        ? [{ ...alike, kind: 'event', outcome: 'dead', class: 'refused', parts: parts(dead) } as const]
        : []),
    ]),
    retries(alike, Math.round(mapped * moment.retried)),
  ].flat();
}

function accepted(of: Pick<Ends, 'project' | 'sync' | 'kind' | 'at'>, n: number, moment: Moment): Ends[] {
  if (n <= 0) return [];
  const message = randomUUID();
  const indexes = range(n);
  const again = new Set(indexes.filter(() => random() < moment.retried));
  const took = indexes.map((index) => latencyBucket(latency(moment, again.has(index))));
  return [
    {
      ...{ ...of, outcome: 'accepted', class: 'accepted', parts: { [message]: indexes }, took: { [message]: took } },
      ...(again.size > 0 && { retried: { [message]: [...again] } }),
    },
  ];
}

function ends(all: Ends[]): Counted[] {
  return all.length === 0 ? [] : [{ ends: { v: 1, ends: all } }];
}

function retries(of: { project: string; sync: string; at: number }, n: number): Counted[] {
  if (n <= 0) return [];
  const one = { ...of, kind: 'event', class: 'server-error', attempt: 1, parts: parts(n) } as const;
  return [{ retries: { v: 1, retries: [one] } }];
}

function counts(at: number, rows: Count[]): Counted {
  return { counts: { v: 1, id: randomUUID(), at, counts: rows } };
}

function parts(n: number): Record<string, number[]> {
  return { [randomUUID()]: range(n) };
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index);
}

/** People sleep, and shop in the evening; of the weekend there is a little more. */
function dayCurve(at: number): number {
  const date = new Date(at);
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60;
  const awake = 0.55 - 0.45 * Math.cos(((hour - 4) / 24) * 2 * Math.PI);
  return awake * (date.getUTCDay() % 6 === 0 ? 1.25 : 1);
}

function noise(at: number): number {
  return 0.9 + 0.2 * Math.abs(Math.sin(at / 1_234_567));
}

/** ms: most near the usual, some far out; a retry waits first. */
function latency({ slow }: Moment, again: boolean): number {
  const spread = Math.exp((random() + random() + random() - 1.5) * 1.3);
  return 90 * slow * spread + (again ? 1500 + 4000 * random() : 0);
}

const random = drawn(11);

/** Draws the same numbers in every run. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
