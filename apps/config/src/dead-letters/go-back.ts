import {
  ContractError,
  decode,
  deviceShard,
  dispatchEvents,
  dispatchLinks,
  eventShard,
  linkCommands,
  receivedEvents,
  receivedReplays,
  type DispatchEntry,
  type LinkCommand,
  type Replay,
} from '@kochava-stream/contracts';
import { outgoing, type Context, type Outgoing } from '@kochava-stream/shards';
import { poisonedIn, type Door, type HeldLink, type KeptEvent } from './letter-row.ts';

/** With the sync as it is now, or the very request that it was. */
export type ReplayVersion = 'current' | 'original';

/** What of a letter is needed to send it back. */
export interface Returning {
  readonly id: string;
  readonly project: string;
  readonly sync: string;
  readonly detail: string;
  readonly payload: string;
  readonly door: Door | null;
  readonly device: string | null;
  readonly received_seq: number | null;
  readonly received_index: number | null;
  readonly event_state: string | null;
  readonly event: string | null;
}

/** Who sends letters back, and how. */
export interface Return {
  readonly version: ReplayVersion;
  readonly who: string;
  readonly why: string;
  /** Of the system. */
  readonly shards: number;
}

/** Why a letter stays where it is. */
export type Hindrance = 'no-request' | 'no-event' | 'event-wanted';

/** As `hindranceOf`, in SQL: '' = none. @param version the parameter with the version */
export const hindranceSql = (version: string) => `
  CASE WHEN door IS NULL THEN 'no-request'
       WHEN door <> 'event' OR ${version} <> 'current' OR event_state = 'kept' THEN ''
       WHEN event_state = 'wanted' THEN 'event-wanted' ELSE 'no-event' END`;

export function hindranceOf(
  { door, event_state: state }: Pick<Returning, 'door' | 'event_state'>,
  version: ReplayVersion,
): Hindrance | undefined {
  if (door === null) return 'no-request';
  if (door !== 'event' || version === 'original' || state === 'kept') return undefined;
  return state === 'wanted' ? 'event-wanted' : 'no-event';
}

/**
 * The messages that bring letters back to where they can be done again, none of them hindered: a request as a dispatch once
 * more, or its event to the transformer to be mapped anew; a held link, and with the sync as it is now a refused one too, to
 * the linker, which knows what is newer; a poisoned message to where it came from.
 */
export function goBack(letters: readonly Returning[], by: Return, context: Context): Outgoing[] {
  const through = (door: Door) => letters.filter((letter) => letter.door === door);
  const isNow = by.version === 'current';
  const events = through('event');
  const refused = through('link');
  return [
    ...(isNow ? eventsAgain(events, by, context) : requests('event', events, context)),
    ...(isNow ? [] : requests('link', refused, context)),
    ...linksAgain([...through('held'), ...(isNow ? refused : [])].map(linkIn), by, context),
    ...through('raw').map((letter) => raw(letter, by.shards, context)),
  ];
}

/** Few in a message, so that they do not fill the window that they share with what is new. */
const mostEntries = 20;
const mostBytes = 400_000;

function requests(kind: 'event' | 'link', letters: readonly Returning[], context: Context): Outgoing[] {
  const contract = kind === 'event' ? dispatchEvents : dispatchLinks;
  return packed(letters, ({ payload }) => payload.length).map((some) => {
    const id = context.newId();
    const entries = some.map(({ id: replayOf, payload }, index) => {
      return { ...(JSON.parse(payload) as DispatchEntry), id: `${id}.${index}`, replayOf };
    });
    const sync = some[0]?.sync ?? '';
    return outgoing({ id, contract, to: { sync }, message: { v: 1, kind, entries } });
  });
}

function eventsAgain(letters: readonly Returning[], { shards }: Return, context: Context): Outgoing[] {
  const replays = letters.map(replayOf);
  const byShard = Map.groupBy(replays, ({ project, event }) => eventShard(project, event, shards));
  return [...byShard].flatMap(([shard, ofShard]) =>
    packed(ofShard, (replay) => JSON.stringify(replay).length).map((some) =>
      outgoing({ id: context.newId(), contract: receivedReplays, to: { shard }, message: { v: 1, replays: some } }),
    ),
  );
}

function replayOf({ id: letter, sync, project, event, ...place }: Returning): Replay {
  const kept = JSON.parse(event ?? '{}') as KeptEvent;
  const { received_seq: seq, received_index: index } = place;
  return { letter, sync, project, ...kept, ...(seq === null || index === null ? {} : { received: { seq, index } }) };
}

/** A link that may be held again. */
export interface Link extends HeldLink {
  readonly sync: string;
}

/** The link in a letter of one, held or refused. */
export function linkIn(letter: Pick<Returning, 'sync' | 'payload' | 'door'>): Link {
  return letter.door === 'held' ? heldLink(letter) : refusedLink(letter);
}

function heldLink({ sync, payload }: Pick<Returning, 'sync' | 'payload'>): Link {
  return { sync, ...(JSON.parse(payload) as HeldLink) };
}

function refusedLink({ sync, payload }: Pick<Returning, 'sync' | 'payload'>): Link {
  const { project, syncVersion, kochavaDeviceId, acceptedAt, properties = {} } = JSON.parse(payload) as DispatchEntry;
  const values = Object.entries(properties).map(([name, value]) => [name, { value, requestedAt: acceptedAt }] as const);
  return { sync, project, syncVersion, kochavaDeviceId, properties: Object.fromEntries(values) };
}

function linksAgain(links: readonly Link[], { who, why, shards }: Return, context: Context): Outgoing[] {
  const commands = links.map(({ sync, project, kochavaDeviceId, syncVersion, properties }): LinkCommand => {
    const order = { type: 'reopen' as const, syncVersion, properties };
    return { id: context.newId(), project, sync, kochavaDeviceId, at: context.now, who, why, order };
  });
  const byShard = Map.groupBy(commands, ({ sync, kochavaDeviceId }) => deviceShard(sync, kochavaDeviceId, shards));
  return [...byShard].flatMap(([shard, ofShard]) =>
    packed(ofShard, (command) => JSON.stringify(command).length).map((some) =>
      outgoing({ id: context.newId(), contract: linkCommands, to: { shard }, message: { v: 1, commands: some } }),
    ),
  );
}

function raw({ detail, payload }: Returning, shards: number, context: Context): Outgoing {
  const bytes = Buffer.from(JSON.parse(payload) as string, 'base64');
  const from = poisonedIn(detail) ?? { subject: '', stream: 'RECEIVED' as const };
  const subject = from.subject === receivedEvents.name ? shardOfEvent(bytes, shards) : from.subject;
  const contract = { name: 'raw', stream: from.stream, subject: () => subject };
  return { id: context.newId(), contract, to: {}, bytes };
}

/** One event that the transformer could not take is a chunk of its own, of no shard yet. */
function shardOfEvent(bytes: Uint8Array, shards: number): string {
  return receivedEvents.subject({ shard: firstShard(bytes, shards) });
}

function firstShard(bytes: Uint8Array, shards: number): number {
  try {
    const [part] = decode(receivedEvents, bytes).uploads;
    return eventShard(part?.project ?? '', part?.events[0] ?? {}, shards);
  } catch (error) {
    // It comes back as a dead letter of that shard.
    if (error instanceof ContractError) return 0;
    throw error;
  }
}

/** In their order, so many that a message is neither too large nor too long. */
function packed<T>(all: readonly T[], size: (one: T) => number): T[][] {
  const packets: T[][] = [];
  let bytes = 0;
  for (const one of all) {
    const open = packets.at(-1);
    bytes += size(one);
    if (open === undefined || open.length >= mostEntries || bytes > mostBytes) {
      packets.push([one]);
      bytes = size(one);
    } else open.push(one);
  }
  return packets;
}
