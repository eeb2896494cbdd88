import { randomUUID } from 'node:crypto';
import { countBatch, type Counted } from '@kochava-stream/config';
import { latencyBucket, type Count, type Ends, type Retries } from '@kochava-stream/contracts';
import { type PagesStage } from './stage.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const days = 90;
/** So far back the minutes are kept: filled one by one. */
const minutes = 8 * 60;
/** Entries of one dispatch message. */
const perMessage = 50;

const failures = ['refused', 'success-false', 'horizon-passed'] as const;
const retried = ['server-error', 'timeout', 'throttled', 'network-error'] as const;
const filters = ['not-selected', 'filter-1', 'filter-2', 'send-events-off'] as const;
const drops = ['no-ip', 'no-device-id', 'no-kochava-device-id'] as const;

/**
 * Counts outcomes as config does, in its own transactions: spread evenly over 90 days and all the syncs, the last eight
 * hours minute by minute. Of 100 ends 97 are accepted, 5 of them after a retry; each sync has every class of error.
 * @returns how many ends were counted
 */
export async function fill(stage: PagesStage, outcomes: number, say: (line: string) => void): Promise<number> {
  const now = Date.now();
  const thisMinute = now - (now % minuteMs);
  const hours = Array.from({ length: days * 24 - 9 }, (_, n) => thisMinute - hourMs * (days * 24 - n));
  const last = Array.from({ length: minutes }, (_, n) => thisMinute - minuteMs * (minutes - n));
  const steps = [...hours, ...last];
  // A minute has as many as an hour: the more rows the worse, and the total is what is asked for.
  const each = Math.ceil(outcomes / steps.length / stage.syncs.length);
  let counted = 0;
  for (const [step, at] of steps.entries()) {
    const batch = stage.syncs.flatMap((sync) => oneStep(stage.project, sync, at, each));
    await stage.db.transaction((tx) => countBatch([...batch, ofProject(stage, at, each)], tx, now));
    counted += each * stage.syncs.length;
    if (step % 100 === 0) say(`${counted.toLocaleString('en')} outcomes`);
  }
  return counted;
}

function oneStep(project: string, sync: string, at: number, n: number): Counted[] {
  const dead = Math.max(failures.length, Math.round(n * 0.03));
  const alike = { project, sync, kind: 'event' as const, at };
  const accepted = split(n - dead).map(([message, indexes]): Ends => ({
    ...{ ...alike, outcome: 'accepted', class: 'accepted', parts: { [message]: indexes } },
    took: { [message]: indexes.map(() => latencyBucket(latency())) },
    ...(indexes.length >= 20 && { retried: { [message]: indexes.filter((index) => index % 20 === 0) } }),
  }));
  const ended = failures.map((reason): Ends => ({
    ...{
      ...alike,
      outcome: 'dead',
      class: reason,
      parts: { [randomUUID()]: range(Math.ceil(dead / failures.length)) },
    },
  }));
  const retries = retried.map((reason): Retries => ({
    ...alike,
    class: reason,
    attempt: 1,
    parts: { [randomUUID()]: range(Math.ceil(n / 100)) },
  }));
  return [
    { ends: { v: 1, ends: [...accepted, ...ended] } },
    { retries: { v: 1, retries } },
    counts(at, [
      { project, sync, what: 'routed', reason: '', n: n * 2 },
      { project, sync, what: 'dispatched', reason: '', n },
      ...filters.map((reason): Count => ({ project, sync, what: 'filtered', reason, n: Math.ceil(n / 5) })),
      ...drops.map((reason): Count => ({ project, sync, what: 'dropped', reason, n: Math.ceil(n / 50) })),
    ]),
  ];
}

function ofProject({ project, syncs }: PagesStage, at: number, each: number): Counted {
  const n = each * syncs.length;
  return counts(at, [
    { project, sync: null, what: 'received', reason: '', n: n * 2 },
    { project, sync: null, what: 'duplicate', reason: '', n: Math.ceil(n / 100) },
  ]);
}

function counts(at: number, rows: Count[]): Counted {
  return { counts: { v: 1, id: randomUUID(), at, counts: rows } };
}

function split(n: number): [string, number[]][] {
  const messages = Math.ceil(n / perMessage);
  return range(messages).map((message) => [randomUUID(), range(Math.min(perMessage, n - message * perMessage))]);
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index);
}

/** ms, spread as latencies are: most near the middle, some far out. */
function latency(): number {
  return 80 * Math.exp(Math.abs(Math.random() + Math.random() + Math.random() - 1) * 3);
}
