import { Population } from '../load/population.ts';
import { randomFrom } from '../load/random.ts';
import { type Books } from '../ledgers/books.ts';
import { type Call } from '../ledgers/call.ts';
import { type Attempt, type Made } from '../ledgers/told.ts';
import { type Ledgers } from './finding.ts';

export const settleMs = 1_000;
const began = 1_795_430_000_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type MutableLedgers = {
  told: { made: Made[]; attempts: Mutable<Attempt>[] };
  calls: Mutable<Call>[];
  books: { -readonly [K in keyof Omit<Books, 'syncs'>]: Books[K] } & { syncs: Mutable<Books['syncs'][number]>[] };
};

/** The ledgers of a system that makes no mistake, of a few hundred uploads: some were refused first, some came twice. */
export function perfect(seed = 1): MutableLedgers {
  const population = new Population('run', randomFrom(seed));
  const attempts: Attempt[] = [];
  const at = (upload: number) => began + upload * 10;
  for (let upload = 0; upload < 400; upload += 1) {
    const { events, ...rest } = population.upload(at(upload));
    const ids = events.map(({ made }) => made.id);
    const attempt = { at: at(upload), ms: 5, unsent: false, ids };
    if (upload % 50 === 7) attempts.push({ ...attempt, status: 0, unsent: true });
    attempts.push({ ...attempt, status: 200 });
    if (upload % 40 === 3) attempts.push({ ...attempt, status: 200 });
    population.answered({ events, ...rest });
  }
  const told = { made: population.made, attempts };
  return { told, calls: callsFor(told.made), books: booksFor(told) };
}

function callsFor(made: readonly Made[]): Call[] {
  const events = made.flatMap(({ id, device, end }, index): Call[] => {
    if (end !== 'delivered' && end !== 'refused') return [];
    const status = end === 'delivered' ? 200 : 400;
    return [call({ kind: 'event', id, device, status, accepted: status === 200, at: began + index })];
  });
  const confirmed = new Set(events.flatMap(({ device, accepted }) => (accepted ? [device] : [])));
  const links = made.flatMap(({ device, sets }, index): Call[] => {
    if (!confirmed.has(device) || Object.keys(sets).length === 0) return [];
    return [call({ kind: 'link', device, properties: sets, at: began + made.length + 2 * settleMs + index })];
  });
  return [...events, ...links];
}

export function call(over: Partial<Call>): Call {
  const at = over.at ?? began;
  const base = {
    kind: 'event',
    id: null,
    device: null,
    properties: {},
    status: 200,
    accepted: true,
    violations: [],
  } as const;
  return { ...base, at, endedAt: at + 1, ...over };
}

function booksFor({ made, attempts }: Ledgers['told']): MutableLedgers['books'] {
  const received = attempts.filter(({ status }) => status === 200).reduce((sum, { ids }) => sum + ids.length, 0);
  const ends = (prefix: string) => {
    const counts: Record<string, number> = {};
    for (const { end } of made) {
      if (end.startsWith(prefix)) counts[end.slice(prefix.length)] = (counts[end.slice(prefix.length)] ?? 0) + 1;
    }
    return counts;
  };
  const number = (end: string) => made.filter((event) => event.end === end).length;
  const confirmed = new Set(made.filter(({ end }) => end === 'delivered').map(({ device }) => device));
  const properties = made.flatMap(({ device, sets }) => Object.keys(sets).map((name) => ({ device, name })));
  const released = properties.filter(({ device }) => confirmed.has(device)).length;
  const waiting = properties
    .filter(({ device }) => !confirmed.has(device))
    .map(({ device, name }) => `${device} ${name}`);
  return {
    received,
    duplicate: received - made.length,
    unrouted: {},
    syncs: [
      {
        routed: made.length,
        filtered: ends('filtered '),
        dropped: ends('dropped '),
        dispatched: number('delivered') + number('refused'),
        accepted: number('delivered'),
        dead: { refused: number('refused') },
        inFlight: 0,
        difference: 0,
        links: {
          requested: properties.length,
          held: properties.length,
          merged: waiting.length - new Set(waiting).size,
          released,
          accepted: made.filter(({ device, sets }) => confirmed.has(device) && Object.keys(sets).length > 0).length,
        },
      },
    ],
  };
}
