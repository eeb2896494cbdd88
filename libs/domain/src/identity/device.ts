import { deviceIdKinds, type DeviceIdKind, type DeviceIds } from '@kochava-stream/contracts';
import { isStored, type ConfirmedBy, type DeviceEvent, type Holding, type HoldState, type Origin } from './facts.ts';

/**
 * One device at Kochava, (sync, kochava_device_id), as the log of identity facts tells it: what it is known by, since
 * when Kochava is known to have it, which user properties wait for that, which are on their way, which arrived.
 * Names and values of properties are the user's: they live in Maps, where `__proto__` is a name like any other.
 */
export interface DeviceState {
  /** Stored facts so far; the next one is `version + 1`. */
  readonly version: number;
  /** Ids that requests named and nothing confirmed yet, oldest first: a postback with one of them is for this device. */
  readonly known: IdValues;
  /** Ids of events that Kochava accepted while the sync waited for the install: what they are of, the install decides. */
  readonly seen: IdValues;
  readonly confirmation: Confirmation | null;
  readonly held: ReadonlyMap<string, HeldValue>;
  readonly inFlight: InFlight | null;
  readonly accepted: ReadonlyMap<string, AcceptedValue>;
  /** Of the newest request; what an expired hold says about itself when its sync is gone. */
  readonly origin: Origin | null;
}

export type IdValues = Readonly<Partial<Record<DeviceIdKind, readonly string[]>>>;
/** Times are ms of the linker's clock, here and below, unless said otherwise. */
export interface Confirmation {
  readonly by: ConfirmedBy;
  readonly at: number;
  /** Not before this may a link leave. */
  readonly settledAt: number;
  /** Grows with every confirmation that brings new ids: a reinstall, a reset advertising id. */
  readonly generation: number;
  /** Ids Kochava has seen, in the order they were confirmed: the last of a kind is the device's present one. */
  readonly ids: IdValues;
}
export interface HeldValue {
  readonly value: string;
  readonly requestedAt: number;
  readonly since: number;
  readonly expiresAt: number;
}
export interface InFlight {
  readonly dispatchId: string;
  readonly properties: ReadonlyMap<string, string>;
  /** It was released by hand, to a device of which Kochava was not known to know. */
  readonly untied?: true;
}
export interface AcceptedValue {
  /** null = not known: a link with this name was given up, and may have reached Kochava before that. */
  readonly value: string | null;
  /** When the last reply about it had ended, by the dispatcher's clock. */
  readonly at: number;
  /** An older link, sent once more while one with this name is in flight: which of them came last will show. */
  readonly disputed: boolean;
  /** Accepted before Kochava was known to have the device: it has not tied it. */
  readonly untied?: true;
}
export const unknownDevice: DeviceState = {
  version: 0,
  known: {},
  seen: {},
  confirmation: null,
  held: new Map(),
  inFlight: null,
  accepted: new Map(),
  origin: null,
};

/**
 * Values of one kind that are remembered. A real device has a few in its life; a broken client that gives everybody one
 * device id must neither grow a row without end nor write a fact per event: further values are not confirmed.
 */
export const maxIdsOfAKind = 16;

export function evolve(state: DeviceState, event: DeviceEvent): DeviceState {
  if (!isStored(event)) return state;
  const change = changes[event.type] as (state: DeviceState, event: DeviceEvent) => Partial<DeviceState>;
  return { ...state, version: state.version + 1, ...change(state, event) };
}

type Of<T extends DeviceEvent['type']> = Extract<DeviceEvent, { type: T }>;

const hold = (state: DeviceState, event: Holding) => ({ held: withHeld(state.held, event), origin: event.origin });
const drop = (state: DeviceState, event: { names: readonly string[] }) => ({ held: without(state.held, event.names) });

const changes: { [T in DeviceEvent['type']]: (state: DeviceState, event: Of<T>) => Partial<DeviceState> } = {
  DeviceIdentified: (state, event) => ({ known: withIds(state.known, event.ids) }),
  DeviceSeen: (state, event) => ({ seen: withIds(state.seen, event.ids) }),
  DeviceConfirmed: (state, event) => ({
    confirmation: confirmed(state, event),
    known: withoutIds(state.known, event.ids),
    seen: {},
  }),
  LinkSuppressed: () => ({}),
  LinkHeld: hold,
  LinkMerged: hold,
  LinkReopened: hold,
  LinkRestored: hold,
  LinkWithdrawn: drop,
  LinkExpired: drop,
  LinkReleased: (state, event) => ({
    held: without(state.held, Object.keys(event.properties)),
    inFlight: {
      dispatchId: event.dispatchId,
      properties: new Map(Object.entries(event.properties)),
      ...(event.untied === true ? { untied: true } : {}),
    },
  }),
  LinkAccepted: (state, event) => ({
    accepted: withAccepted(state, event),
    inFlight: state.inFlight?.dispatchId === event.dispatchId ? null : state.inFlight,
  }),
  LinkRejected: (state, event) => ({ inFlight: null, accepted: withUnknown(state, event) }),
};

/** Why the held values wait; undefined = nothing is held. */
export function holdState(state: DeviceState): HoldState | undefined {
  if (state.held.size === 0) return undefined;
  if (state.inFlight !== null) return 'behind-in-flight';
  if (state.confirmation === null) return 'unconfirmed';
  return Object.keys(state.confirmation.ids).length === 0 ? 'no-identifier' : 'due';
}

/** When the hold may be released, ms; null = not before something else happens. */
export function dueAt(state: DeviceState): number | null {
  if (holdState(state) !== 'due' || state.confirmation === null) return null;
  return Math.max(state.confirmation.settledAt, heldSince(state));
}

/** Since when the oldest held value waits, ms; Infinity = nothing is held. */
export function heldSince(state: DeviceState): number {
  return [...state.held.values()].reduce((first, held) => Math.min(first, held.since), Infinity);
}

/** When the first held value expires, ms; Infinity = nothing is held. */
export function expiresAt(state: DeviceState): number {
  return [...state.held.values()].reduce((first, held) => Math.min(first, held.expiresAt), Infinity);
}

/** The ids Kochava has seen of this device, the newest of each kind. Only these can tie a link to it. */
export function confirmedIds(state: DeviceState): DeviceIds {
  return newestOf(state.confirmation?.ids ?? {});
}

/** The newest of each kind. */
export function newestOf(values: IdValues): DeviceIds {
  const newest: DeviceIds = {};
  for (const kind of deviceIdKinds) {
    const value = values[kind]?.at(-1);
    if (value !== undefined) newest[kind] = value;
  }
  return newest;
}

function confirmed({ confirmation: before, seen }: DeviceState, event: Of<'DeviceConfirmed'>): Confirmation {
  return {
    by: event.by,
    at: event.at,
    settledAt: Math.max(before?.settledAt ?? 0, event.settledAt),
    generation: (before?.generation ?? 0) + 1,
    ids: withIds(before?.ids ?? withoutIds(seen, event.ids), event.ids),
  };
}

function withIds(values: IdValues, ids: DeviceIds): IdValues {
  const merged: Partial<Record<DeviceIdKind, readonly string[]>> = { ...values };
  for (const kind of deviceIdKinds) {
    const value = ids[kind];
    if (value !== undefined) merged[kind] = [...(values[kind] ?? []), value].slice(-maxIdsOfAKind);
  }
  return merged;
}

function withoutIds(values: IdValues, ids: DeviceIds): IdValues {
  const rest: Partial<Record<DeviceIdKind, readonly string[]>> = {};
  for (const kind of deviceIdKinds) {
    const left = values[kind]?.filter((value) => value !== ids[kind]) ?? [];
    if (left.length > 0) rest[kind] = left;
  }
  return rest;
}

function withHeld(held: DeviceState['held'], { properties, at, expiresAt }: Holding): DeviceState['held'] {
  const entries = Object.entries(properties).map(([name, put]) => [name, { ...put, since: at, expiresAt }] as const);
  return new Map([...held, ...entries]);
}

function withAccepted(state: DeviceState, event: Of<'LinkAccepted'>): DeviceState['accepted'] {
  const after = new Map(state.accepted);
  const untied = isUntied(state, event) ? { untied: true as const } : {};
  for (const [name, value] of Object.entries(event.properties)) {
    const at = Math.max(event.repliedAt, state.accepted.get(name)?.at ?? 0);
    after.set(name, { value, at, disputed: false, ...untied });
  }
  return state.inFlight === null ? after : withDisputes(after, state.inFlight, event);
}

function withDisputes(
  accepted: Map<string, AcceptedValue>,
  inFlight: InFlight,
  event: Of<'LinkAccepted'>,
): DeviceState['accepted'] {
  const mine = inFlight.dispatchId === event.dispatchId;
  for (const name of inFlight.properties.keys()) {
    const value = accepted.get(name);
    const again = value?.disputed === true || Object.hasOwn(event.properties, name);
    if (value !== undefined) accepted.set(name, { ...value, disputed: !mine && again });
  }
  return accepted;
}

/** A link that is not the one in flight, of a device without confirmed ids, was released by hand: there were no others. */
function isUntied(state: DeviceState, { dispatchId }: Of<'LinkAccepted'>): boolean {
  if (state.inFlight?.dispatchId === dispatchId) return state.inFlight.untied === true;
  return Object.keys(confirmedIds(state)).length === 0;
}

function withUnknown({ accepted, inFlight }: DeviceState, event: Of<'LinkRejected'>): DeviceState['accepted'] {
  const unknown = [...(inFlight?.properties.keys() ?? [])].map((name) => {
    const at = Math.max(event.repliedAt, accepted.get(name)?.at ?? 0);
    return [name, { value: null, at, disputed: false }] as const;
  });
  return new Map([...accepted, ...unknown]);
}

function without<V>(map: ReadonlyMap<string, V>, names: readonly string[]): ReadonlyMap<string, V> {
  const rest = new Map(map);
  for (const name of names) rest.delete(name);
  return rest;
}
