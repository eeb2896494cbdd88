import { type DeadLetter, type DispatchEntry, type Replay, type StreamName } from '@kochava-stream/contracts';

/** How a letter can go back: as the request that it was, through the linker, as the raw message that it was. */
export type Door = 'event' | 'link' | 'held' | 'raw';

/** A letter as it is stored first: field by field the columns of `dead_letter`. */
export interface NewLetter {
  readonly id: string;
  readonly project: string;
  readonly sync: string;
  readonly source: string;
  readonly kind: string;
  readonly reason: string;
  readonly detail: string;
  readonly sync_version: number | null;
  readonly attempts: number;
  readonly at: number;
  readonly reply: string | null;
  readonly traceparent: string | null;
  readonly payload: string;
  readonly door: Door | null;
  readonly device: string | null;
  readonly insert_id: string | null;
  readonly accepted_at: number | null;
  readonly replay_of: string | null;
  readonly received_seq: number | null;
  readonly received_index: number | null;
  readonly event_state: 'wanted' | null;
}

/** The event behind a letter, with what its upload said. */
export type KeptEvent = Pick<Replay, 'receivedAt' | 'uploadedAt' | 'traceparent' | 'event'>;

/** A held link, as the linker gave it up. */
export interface HeldLink {
  readonly project: string;
  readonly syncVersion: number;
  readonly kochavaDeviceId: string;
  readonly properties: Readonly<Record<string, { value: string; requestedAt: number }>>;
}

type Inside = Pick<
  NewLetter,
  'door' | 'device' | 'insert_id' | 'accepted_at' | 'replay_of' | 'received_seq' | 'received_index' | 'event_state'
>;

const nothing: Inside = {
  door: null,
  device: null,
  insert_id: null,
  accepted_at: null,
  replay_of: null,
  received_seq: null,
  received_index: null,
  event_state: null,
};

/** What a letter says of itself, and what stands in its payload. */
export function letterRow(letter: DeadLetter): NewLetter {
  const { id, source, kind, reason, attempts, at } = letter;
  return {
    id,
    project: letter.project ?? '',
    sync: letter.sync ?? '',
    source,
    kind,
    reason: storable(reason),
    detail: storable(letter.detail),
    sync_version: letter.syncVersion,
    attempts,
    at,
    reply: letter.reply && JSON.stringify(letter.reply),
    traceparent: letter.traceparent ?? null,
    payload: letter.payload,
    ...inside(letter),
  };
}

function inside(letter: DeadLetter): Inside {
  if (letter.kind === 'poison') {
    return letter.payload === 'null' || poisonedIn(letter.detail) === undefined ? nothing : { ...nothing, door: 'raw' };
  }
  const payload = parsed(letter.payload);
  if (payload === undefined) return nothing;
  return letter.source === 'identity-linker' ? heldLink(payload) : entry(letter.kind, payload);
}

function heldLink(payload: Partial<HeldLink>): Inside {
  const { kochavaDeviceId: device, properties } = payload;
  if (device === undefined || properties === undefined) return nothing;
  const times = Object.values(properties).map(({ requestedAt }) => requestedAt);
  return { ...nothing, door: 'held', device, accepted_at: times.length === 0 ? null : Math.min(...times) };
}

/** A dispatch entry; or only what letter it was before, where no request was made of it. */
function entry(kind: 'event' | 'link', { body, kochavaDeviceId, ...rest }: Partial<DispatchEntry>): Inside {
  const { insertId, acceptedAt = null, replayOf: replay_of = null } = rest;
  if (body === undefined || kochavaDeviceId === undefined) return { ...nothing, replay_of };
  const insert_id = insertId === undefined ? null : storable(insertId);
  const place = kind === 'event' ? placeOf(rest.received) : {};
  return { ...nothing, door: kind, device: kochavaDeviceId, insert_id, accepted_at: acceptedAt, replay_of, ...place };
}

function placeOf(received: DispatchEntry['received']): Partial<Inside> {
  if (received === undefined) return {};
  return { received_seq: received.seq, received_index: received.index, event_state: 'wanted' };
}

/** Where a poisoned message may be put once more. What ended is told by those who know it, never by config. */
const takenBack: readonly (readonly [RegExp, StreamName])[] = [
  [/^received\.(events|replays)(\.\d+)?$/, 'RECEIVED'],
  [/^links\.(requested|commands)\.\d+$/, 'LINKS'],
  [/^dispatch\.[\w-]+\.(event|link|retry)$/, 'DISPATCH'],
];

/** Where a poisoned message came from, as its letter says; undefined = it does not say, or may not go there again. */
export function poisonedIn(detail: string): { subject: string; stream: StreamName } | undefined {
  const subject = /^from (\S+): /.exec(detail)?.[1];
  const stream = takenBack.find(([of]) => of.test(subject ?? ''))?.[1];
  return subject === undefined || stream === undefined ? undefined : { subject, stream };
}

function parsed(payload: string): object | undefined {
  try {
    const body: unknown = JSON.parse(payload);
    return typeof body === 'object' && body !== null ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Postgres takes no U+0000 in a text. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
