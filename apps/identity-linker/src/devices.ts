import { type SyncConfig } from '@kochava-stream/contracts';
import {
  decide,
  dueAt,
  evolve,
  isStored,
  unknownDevice,
  type Command,
  type DeviceEvent,
  type DeviceState,
} from '@kochava-stream/domain/identity';
import { type Tx } from '@kochava-stream/persistence';
import { type Context, type Outgoing } from '@kochava-stream/shards';
import { Departures } from './departures.ts';
import { type LinksOnTheirWay } from './links-on-their-way.ts';
import { loadDevices, saveDevices, type Change } from './store/devices.ts';
import { textOf, type DeviceKey } from './store/rows.ts';

/** What the linker needs of the configuration. */
export interface Syncs {
  ready(): boolean;
  sync(id: string): SyncConfig | undefined;
  all(): readonly SyncConfig[];
}

export interface DevicesOptions {
  readonly tx: Tx;
  readonly context: Context;
  readonly syncs: Syncs;
  readonly shards: number;
  readonly onTheirWay: LinksOnTheirWay;
  /** Told of what has been saved, before the transaction ends. */
  readonly onSaved?: ((changes: readonly Change[], at: { tx: Tx; now: number }) => Promise<void>) | undefined;
}

interface Device {
  readonly key: DeviceKey;
  readonly before: DeviceState;
  state: DeviceState;
  readonly events: DeviceEvent[];
}

/** The devices of one transaction: loaded together, told one by one what happened, saved together. */
export class Devices {
  readonly departures: Departures;
  readonly #devices = new Map<string, Device>();

  constructor(private readonly on: DevicesOptions) {
    this.departures = new Departures(on.context);
  }

  async load(keys: readonly DeviceKey[]): Promise<void> {
    const wanted = new Map(keys.map((key) => [textOf(key), key]));
    const known = await loadDevices(this.on.tx, [...wanted.values()]);
    for (const [text, key] of wanted) {
      const state = known.get(text) ?? unknownDevice;
      this.#devices.set(text, { key, before: state, state, events: [] });
    }
  }

  /** As it is after what it was told. */
  now(key: DeviceKey): DeviceState {
    return this.#device(key).state;
  }

  /** As it was when it was loaded. */
  before(key: DeviceKey): DeviceState {
    return this.#device(key).before;
  }

  tell(key: DeviceKey, command: Command): void {
    const device = this.#device(key);
    for (const event of decide(command, device.state)) {
      const project = 'origin' in command ? command.origin.project : device.state.origin?.project;
      const happened = { key, event, before: device.state, project: project ?? 'unknown' };
      this.departures.note(happened);
      const sync = this.on.syncs.sync(key.sync);
      if (event.type === 'LinkReleased' && sync !== undefined) this.departures.link(sync, { ...happened, event });
      this.#follow(key.sync, event);
      device.state = evolve(device.state, event);
      if (isStored(event)) device.events.push(event);
    }
  }

  /** Releases what is due, of syncs that send and as far as there is room; the rest stays where it is. */
  release(): void {
    const { context, onTheirWay } = this.on;
    const { now } = context;
    for (const { key, state } of this.#devices.values()) {
      const sync = this.on.syncs.sync(key.sync);
      if (sync === undefined || !sends(sync) || (dueAt(state) ?? Infinity) > now) continue;
      if (onTheirWay.room(sync, now) === 0) continue;
      const dispatchId = this.departures.nextId(sync.id);
      const { properties: selected, emails } = sync.sendUsers;
      this.tell(key, { type: 'Release', now, dispatchId, selected, emails });
    }
  }

  /** @returns what leaves with the transaction @throws DeviceChanged */
  async save(): Promise<Outgoing[]> {
    const changed = [...this.#devices.values()].filter(({ events }) => events.length > 0);
    const changes = changed.map(({ key, before, state, events }) => ({ key, before, after: state, events }));
    const { tx, shards, context, onSaved } = this.on;
    await saveDevices(tx, changes, shards);
    await onSaved?.(changes, { tx, now: context.now });
    return this.departures.messages();
  }

  #follow(sync: string, event: DeviceEvent): void {
    const { context, onTheirWay } = this.on;
    if (event.type === 'LinkReleased') onTheirWay.released(sync, event.dispatchId, context.now);
    if (event.type === 'LinkAccepted' || event.type === 'LinkRejected') onTheirWay.ended(sync, event.dispatchId);
  }

  #device(key: DeviceKey): Device {
    const device = this.#devices.get(textOf(key));
    if (device === undefined) throw new Error('a device was told something before it was loaded');
    return device;
  }
}

/** Does the sync send links now? While it does not, what is due waits. */
export function sends(sync: SyncConfig): boolean {
  return sync.status === 'enabled' && sync.sendUsers.enabled;
}

const second = 1_000;
const day = 86_400 * second;

/** How long links settle and may be held, ms, and what confirms a device. */
export interface Terms {
  readonly settleMs: number;
  readonly expireMs: number;
  readonly confirmBy: SyncConfig['hold']['confirmBy'];
}

/** A sync that is not known yet gets what a new one has. */
export function termsOf(sync: SyncConfig | undefined): Terms {
  const hold: SyncConfig['hold'] = sync?.hold ?? { settleSeconds: 10, expireDays: 30 };
  const { settleSeconds, expireDays, confirmBy } = hold;
  return { settleMs: Math.ceil(settleSeconds * second), expireMs: Math.ceil(expireDays * day), confirmBy };
}
