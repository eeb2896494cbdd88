import {
  deviceShard,
  dispatchEvents,
  linksRequested,
  outcomeCounts,
  receivedInstalls,
  type DispatchBatch,
  type LinkRequest,
  type ReceivedInstall,
} from '@kochava-stream/contracts';
import { type EventDraft, type InstallDraft, type LinkDraft } from '@kochava-stream/domain/routing';
import { outgoing, type Context, type Outgoing } from '@kochava-stream/shards';
import { poisonedEvent } from './chunk.ts';
import { type Transformed } from './transform/transform.ts';

/** Larger batches leave in several messages. A single entry may be larger. */
export const maxMessageBytes = 512 * 1024;

/** Everything that leaves with a transaction: per sync its requests, per shard the links, dead letters, the counts. */
export function messagesOf(transformed: Transformed, context: Context, shards: number): Outgoing[] {
  const messages: Outgoing[] = [];
  for (const [sync, drafts] of transformed.dispatches) messages.push(...dispatchesOf(sync, drafts, context));
  for (const [shard, drafts] of byShard(transformed.links, shards)) {
    for (const { id, list } of packed(drafts, linkRequest, context)) {
      messages.push({
        id,
        contract: linksRequested,
        to: { shard },
        bytes: Buffer.from(`{"v":1,"requests":[${list}]}`),
      });
    }
  }
  for (const [shard, drafts] of byShard(transformed.installs, shards)) {
    for (const { id, list } of packed(drafts, install, context)) {
      const bytes = Buffer.from(`{"v":1,"installs":[${list}]}`);
      messages.push({ id, contract: receivedInstalls, to: { shard }, bytes });
    }
  }
  for (const { received, error } of transformed.poisoned) messages.push(poisonedEvent(received, error, context));
  if (transformed.counts.length > 0) messages.push(countsMessage(transformed, context));
  return messages;
}

/** Requests of one sync. */
export function dispatchesOf(sync: string, drafts: readonly EventDraft[], context: Context): Outgoing[] {
  return packed(drafts, dispatchEntry, context).map(({ id, list }) => {
    const bytes = Buffer.from(`{"v":1,"kind":"event","entries":[${list}]}`);
    return { id, contract: dispatchEvents, to: { sync }, bytes };
  });
}

type DispatchEntry = DispatchBatch['entries'][number];

function dispatchEntry({ received, sync, mapped }: EventDraft, id: string, { traces }: Context): DispatchEntry {
  const { part, event } = received;
  return {
    id,
    project: part.project,
    syncVersion: sync.version,
    kochavaDeviceId: mapped.kochavaDeviceId,
    ids: mapped.ids,
    body: mapped.body,
    userAgent: mapped.userAgent,
    acceptedAt: part.receivedAt,
    // JSON leaves out what is undefined.
    insertId: event.insert_id as string,
    received: received.place as DispatchEntry['received'],
    replayOf: received.replayOf as string,
    traceparent: traces.within(part.traceparent) as string,
  };
}

function linkRequest(draft: LinkDraft, id: string, { traces }: Context): LinkRequest {
  const { received, sync, kochavaDeviceId, ids, properties, refused } = draft;
  const { part } = received;
  return {
    id,
    project: part.project,
    sync: sync.id,
    syncVersion: sync.version,
    kochavaDeviceId,
    ids,
    properties,
    ...(refused.length === 0 ? {} : { refused: [...refused] }),
    requestedAt: part.receivedAt,
    traceparent: traces.within(part.traceparent) as string,
  };
}

function install({ received, sync, kochavaDeviceId, ids }: InstallDraft, id: string): ReceivedInstall {
  const { receivedAt } = received.part;
  return { id, sync: sync.id, receivedAt, source: 'install-event', kochavaDeviceId, ids };
}

/** All that is said of one device at Kochava meets in one shard, in its order. */
function byShard<Draft extends LinkDraft | InstallDraft>(drafts: readonly Draft[], shards: number) {
  return Map.groupBy(drafts, ({ sync, kochavaDeviceId }) => deviceShard(sync.id, kochavaDeviceId, shards));
}

interface Packet {
  readonly id: string;
  readonly texts: string[];
  bytes: number;
}

/** The entries as JSON, in as few messages as their size allows; each entry's id is `<message id>.<index>`. */
function packed<Draft>(
  drafts: readonly Draft[],
  entry: (draft: Draft, id: string, context: Context) => object,
  context: Context,
): { id: string; list: string }[] {
  const open = (): Packet => ({ id: context.newId(), texts: [], bytes: 0 });
  let packet = open();
  const packets = [packet];
  for (const draft of drafts) {
    let text = JSON.stringify(entry(draft, `${packet.id}.${packet.texts.length}`, context));
    if (packet.texts.length > 0 && packet.bytes + Buffer.byteLength(text) > maxMessageBytes) {
      packet = open();
      packets.push(packet);
      text = JSON.stringify(entry(draft, `${packet.id}.0`, context));
    }
    packet.texts.push(text);
    packet.bytes += Buffer.byteLength(text) + 1;
  }
  return packets.map(({ id, texts }) => ({ id, list: texts.join(',') }));
}

/** What a transaction counted. */
export function countsMessage({ counts }: Pick<Transformed, 'counts'>, { now, newId }: Context): Outgoing {
  const id = newId();
  return outgoing({ id, contract: outcomeCounts, to: {}, message: { v: 1, id, at: now, counts: [...counts] } });
}
