import {
  deadLetters,
  dispatchLinks,
  outcomeCounts,
  type DeadLetter,
  type DispatchBatch,
  type SyncConfig,
} from '@kochava-stream/contracts';
import {
  linkCounts,
  type DeviceEvent,
  type DeviceState,
  type HeldProperties,
  type LinkCount,
} from '@kochava-stream/domain/identity';
import { linkBody } from '@kochava-stream/kochava';
import { outgoing, traceOf, type Context, type Outgoing } from '@kochava-stream/shards';
import { type DeviceKey } from './store/rows.ts';

type Entry = DispatchBatch['entries'][number];
type Released = DeviceEvent & { type: 'LinkReleased' };
type Expired = DeviceEvent & { type: 'LinkExpired' };

/** A fact, and the device before it. */
export interface Happened {
  readonly key: DeviceKey;
  readonly project: string;
  readonly event: DeviceEvent;
  readonly before: DeviceState;
}

/** Larger batches leave in several messages. */
const maxMessageBytes = 512 * 1024;

/** The payload of a dead letter of the linker: a link that never became a request to Kochava. */
export interface DeadLink {
  readonly project: string;
  /** Of the newest request in it. */
  readonly syncVersion: number;
  readonly kochavaDeviceId: string;
  readonly properties: HeldProperties;
}

interface Packet {
  readonly id: string;
  readonly entries: Entry[];
  bytes: number;
}

/** What leaves with a transaction: released links per sync, dead letters of expired ones, counts. */
export class Departures {
  readonly #open = new Map<string, Packet>();
  readonly #messages: Outgoing[] = [];
  readonly #counts = new Map<string, LinkCount & { project: string; sync: string }>();

  constructor(private readonly context: Context) {}

  /** The id of the next link of a sync: `<message id>.<index>`. */
  nextId(sync: string): string {
    const packet = this.#packet(sync);
    return `${packet.id}.${packet.entries.length}`;
  }

  note(happened: Happened): void {
    const { key, project, event, before } = happened;
    for (const count of linkCounts(event, before)) this.count(key.sync, project, count);
    if (event.type === 'LinkExpired') this.#expired(happened, event);
  }

  count(sync: string, project: string, { what, reason, n }: LinkCount): void {
    const key = `${sync}\0${project}\0${what}\0${reason}`;
    const counted = this.#counts.get(key);
    this.#counts.set(key, { project, sync, what, reason, n: n + (counted?.n ?? 0) });
  }

  /** A released link; `nextId` was asked for its id. */
  link(sync: SyncConfig, { key, project, event, before }: Happened & { event: Released }): void {
    const { ids, properties, dispatchId: id } = event;
    const requested = Object.keys(properties).map((name) => before.held.get(name)?.requestedAt ?? this.context.now);
    const packet = this.#packet(sync.id);
    const acceptedAt = Math.min(...requested);
    const traceparent = this.context.traces.resumed('release link', before.origin?.traceparent, {
      'kochava_stream.sync': sync.id,
      'kochava_stream.held_seconds': (this.context.now - acceptedAt) / 1000,
    });
    const body = linkBody({ appGuid: sync.appGuid, ids, properties });
    packet.entries.push({
      id,
      project,
      syncVersion: sync.version,
      kochavaDeviceId: key.kochavaDeviceId,
      ids,
      body,
      // A link has no device user agent: Kochava must not take ours for the device's.
      userAgent: 'Unknown',
      acceptedAt,
      properties,
      ...(traceparent === undefined ? {} : { traceparent }),
    });
    // The properties travel twice: inside the body, and beside it for the outcome.
    packet.bytes += 2 * body.length + 1_000;
    if (packet.bytes > maxMessageBytes) this.#close(sync.id);
  }

  dead(
    sync: string,
    link: DeadLink,
    { traceparent: cause, ...why }: Pick<DeadLetter, 'reason' | 'detail'> & { traceparent: string | undefined },
  ): void {
    const id = this.context.newId();
    const traceparent = this.context.traces.failed(cause);
    this.#messages.push(
      outgoing({
        id,
        contract: deadLetters,
        to: { sync },
        message: {
          v: 1,
          id,
          source: 'identity-linker',
          kind: 'link',
          project: link.project,
          sync,
          syncVersion: link.syncVersion,
          ...why,
          reply: null,
          attempts: 0,
          at: this.context.now,
          payload: JSON.stringify(link),
          ...(traceparent === undefined ? {} : { traceparent }),
        },
        ...traceOf(traceparent),
      }),
    );
  }

  messages(): Outgoing[] {
    for (const sync of [...this.#open.keys()]) this.#close(sync);
    if (this.#counts.size === 0) return this.#messages;
    const id = this.context.newId();
    const counts = [...this.#counts.values()];
    const message = { v: 1 as const, id, at: this.context.now, counts };
    return [...this.#messages, outgoing({ id, contract: outcomeCounts, to: {}, message })];
  }

  #packet(sync: string): Packet {
    let packet = this.#open.get(sync);
    if (packet === undefined) this.#open.set(sync, (packet = { id: this.context.newId(), entries: [], bytes: 0 }));
    return packet;
  }

  #close(sync: string): void {
    const packet = this.#open.get(sync);
    this.#open.delete(sync);
    if (packet === undefined || packet.entries.length === 0) return;
    const message = { v: 1 as const, kind: 'link' as const, entries: packet.entries };
    this.#messages.push(outgoing({ id: packet.id, contract: dispatchLinks, to: { sync }, message }));
  }

  #expired({ key, project, before }: Happened, event: Expired): void {
    const held = event.names.flatMap((name) => {
      const put = before.held.get(name);
      return put === undefined ? [] : [[name, { value: put.value, requestedAt: put.requestedAt }] as const];
    });
    const { kochavaDeviceId } = key;
    const syncVersion = before.origin?.syncVersion ?? 1;
    const link = { project, syncVersion, kochavaDeviceId, properties: Object.fromEntries(held) };
    const { traceparent } = before.origin ?? {};
    this.dead(key.sync, link, { reason: 'hold-expired', detail: `the hold ended ${event.because}`, traceparent });
  }
}
