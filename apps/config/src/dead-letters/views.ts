import { type DispatchEntry } from '@kochava-stream/contracts';
import { endpoints } from '@kochava-stream/kochava';
import { type Meant } from './filter.ts';
import { hindranceOf } from './go-back.ts';
import { type HeldLink, type KeptEvent } from './letter-row.ts';
import { type LetterGroup, type ListedLetter, type WholeLetter } from './letters.ts';
import { type StoredReplay } from './replays.ts';

export function letterView(letter: ListedLetter) {
  const { id, kind, source, reason, detail, attempts, device, state, replay } = letter;
  return {
    id,
    kind,
    source,
    reason,
    detail,
    syncVersion: letter.sync_version,
    attempts,
    at: iso(letter.at),
    acceptedAt: letter.accepted_at === null ? null : iso(letter.accepted_at),
    device,
    insertId: letter.insert_id,
    reply: letter.reply === null ? null : (JSON.parse(letter.reply) as unknown),
    traceId: traceIdOf(letter.traceparent),
    state,
    replay,
    replayOf: letter.replay_of,
    settledAt: letter.settled_at?.toISOString() ?? null,
    hindered: { current: hindranceOf(letter, 'current') ?? null, original: hindranceOf(letter, 'original') ?? null },
  };
}

export function wholeLetterView(letter: WholeLetter) {
  return { ...letterView(letter), became: letter.became, event: eventIn(letter), ...insideOf(letter) };
}

export function groupView({ kind, source, reason, n, oldest, newest }: LetterGroup) {
  return { kind, source, reason, n, oldest: iso(oldest), newest: iso(newest) };
}

export function replayView(replay: StoredReplay) {
  const { id, version, rate, who, why, total, sent, skipped, state, paused } = replay;
  const meant = JSON.parse(replay.filter) as Meant;
  return {
    id,
    version,
    rate,
    ids: 'ids' in meant ? meant.ids : null,
    filter: 'filter' in meant ? meant.filter : null,
    who,
    why,
    createdAt: replay.created_at.toISOString(),
    total,
    sent,
    skipped,
    state: paused ? ('paused' as const) : state,
    endedAt: replay.ended_at?.toISOString() ?? null,
    endedBy: replay.ended_by,
  };
}

/** The trace id in a W3C traceparent. */
export function traceIdOf(traceparent: string | null | undefined): string | null {
  return /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent ?? '')?.[1] ?? null;
}

function eventIn({ event }: WholeLetter): unknown {
  return event === null ? null : (JSON.parse(event) as KeptEvent).event;
}

/** What was in it, in the form of its kind. */
function insideOf({ door, payload, detail, kind }: WholeLetter) {
  const nothing = { request: null, link: null, message: null };
  if (kind === 'poison') return { ...nothing, message: messageIn(payload, detail) };
  if (door === 'held') return { ...nothing, link: valuesOf((JSON.parse(payload) as HeldLink).properties) };
  if (door !== 'event' && door !== 'link') return nothing;
  const { body, userAgent, properties } = JSON.parse(payload) as DispatchEntry;
  return { ...nothing, request: { path: endpoints[door], userAgent, body }, link: properties ?? null };
}

function valuesOf(properties: HeldLink['properties']): Record<string, string> {
  return Object.fromEntries(Object.entries(properties).map(([name, { value }]) => [name, value]));
}

const mostText = 8_000;

function messageIn(payload: string, detail: string) {
  const base64: unknown = JSON.parse(payload);
  if (typeof base64 !== 'string') return null;
  const text = Buffer.from(base64, 'base64').toString('utf8').slice(0, mostText).toWellFormed();
  return { subject: /^from (\S+): /.exec(detail)?.[1] ?? '', text };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
