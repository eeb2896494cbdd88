import { deviceShard } from '@kochava-stream/contracts';
import {
  dueAt,
  expiresAt,
  heldSince,
  holdState,
  type AcceptedValue,
  type ConfirmedBy,
  type DeviceState,
  type HeldValue,
  type IdValues,
} from '@kochava-stream/domain/identity';

/** One device at Kochava. */
export interface DeviceKey {
  readonly sync: string;
  readonly kochavaDeviceId: string;
}

/** Unique text of a key; syncs have no NUL in their names. */
export function textOf({ sync, kochavaDeviceId }: DeviceKey): string {
  return `${sync}\0${kochavaDeviceId}`;
}

/** A row of `device`: field by field its columns. */
export interface DeviceRow {
  sync: string;
  kochava_device_id: string;
  shard: number;
  version: number;
  known: IdValues;
  /** null = none. */
  seen: IdValues | null;
  confirmed_by: ConfirmedBy | null;
  confirmed_at: number | null;
  settled_at: number | null;
  generation: number | null;
  confirmed: IdValues | null;
  in_flight: { dispatchId: string; properties: Record<string, string>; untied?: true } | null;
  accepted: Record<string, AcceptedValue>;
  project: string | null;
  sync_version: number | null;
  traceparent: string | null;
}

/** A row of `hold`: field by field its columns. */
export interface HoldRow {
  sync: string;
  kochava_device_id: string;
  shard: number;
  state: string;
  since: number;
  due_at: number | null;
  expires_at: number;
  properties: Record<string, HeldValue>;
}

/**
 * The columns that are written and read, by their names: a newer release may have added some of its own, which are left to
 * their defaults and, in statements that are prepared, must not change what comes back.
 */
export const columnsOf = {
  device: [
    'sync',
    'kochava_device_id',
    'shard',
    'version',
    'known',
    'seen',
    'confirmed_by',
    'confirmed_at',
    'settled_at',
    'generation',
    'confirmed',
    'in_flight',
    'accepted',
    'project',
    'sync_version',
    'traceparent',
  ],
  hold: ['sync', 'kochava_device_id', 'shard', 'state', 'since', 'due_at', 'expires_at', 'properties'],
  device_alias: ['sync', 'kind', 'value', 'kochava_device_id'],
  confirmed_id: ['sync', 'kind', 'value', 'confirmed_by', 'at', 'claimed'],
} as const satisfies { device: (keyof DeviceRow)[]; hold: (keyof HoldRow)[]; [table: string]: string[] };

/** What a row has, its table's list has too: the compiler refuses what is left out. */
type Listed = [
  Exclude<keyof DeviceRow, (typeof columnsOf.device)[number]>,
  Exclude<keyof HoldRow, (typeof columnsOf.hold)[number]>,
];
const _everything: Listed extends [never, never] ? true : never = true;
void _everything;

export function deviceRow(key: DeviceKey, state: DeviceState, shards: number): DeviceRow {
  const { inFlight, origin } = state;
  return {
    sync: key.sync,
    kochava_device_id: key.kochavaDeviceId,
    shard: deviceShard(key.sync, key.kochavaDeviceId, shards),
    version: state.version,
    known: state.known,
    seen: Object.keys(state.seen).length === 0 ? null : state.seen,
    ...confirmationColumns(state.confirmation),
    in_flight: inFlight && { ...inFlight, properties: Object.fromEntries(inFlight.properties) },
    accepted: Object.fromEntries(state.accepted),
    project: origin?.project ?? null,
    sync_version: origin?.syncVersion ?? null,
    traceparent: origin?.traceparent ?? null,
  };
}

function confirmationColumns(confirmation: DeviceState['confirmation']) {
  if (confirmation === null) {
    return { confirmed_by: null, confirmed_at: null, settled_at: null, generation: null, confirmed: null };
  }
  const { by, at, settledAt, generation, ids } = confirmation;
  return { confirmed_by: by, confirmed_at: at, settled_at: settledAt, generation, confirmed: ids };
}

/** undefined: nothing is held. */
export function holdRow(key: DeviceKey, state: DeviceState, shards: number): HoldRow | undefined {
  const why = holdState(state);
  if (why === undefined) return undefined;
  return {
    sync: key.sync,
    kochava_device_id: key.kochavaDeviceId,
    shard: deviceShard(key.sync, key.kochavaDeviceId, shards),
    state: why,
    since: heldSince(state),
    due_at: dueAt(state),
    expires_at: expiresAt(state),
    properties: Object.fromEntries(state.held),
  };
}

/** `held`: the properties of the device's hold. */
export function stateOf(row: DeviceRow, held: Record<string, HeldValue> | null): DeviceState {
  return {
    version: row.version,
    known: row.known,
    seen: row.seen ?? {},
    confirmation: confirmationOf(row),
    held: new Map(Object.entries(held ?? {})),
    inFlight: row.in_flight && { ...row.in_flight, properties: new Map(Object.entries(row.in_flight.properties)) },
    accepted: new Map(Object.entries(row.accepted)),
    origin: originOf(row),
  };
}

function originOf({ project, sync_version: syncVersion, traceparent }: DeviceRow): DeviceState['origin'] {
  if (project === null) return null;
  return { project, syncVersion: syncVersion ?? 1, ...(traceparent === null ? {} : { traceparent }) };
}

function confirmationOf(row: DeviceRow): DeviceState['confirmation'] {
  const { confirmed_by: by, confirmed_at: at, settled_at: settledAt, generation, confirmed: ids } = row;
  if (by === null || at === null || settledAt === null || generation === null || ids === null) return null;
  return { by, at, settledAt, generation, ids };
}
