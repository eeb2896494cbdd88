import { deviceIdKinds, type DeviceIds } from '@kochava-stream/contracts';
import { unknownIds, type DeviceState } from '@kochava-stream/domain/identity';
import { type Tx } from '@kochava-stream/persistence';
import { type Fact } from './facts.ts';
import {
  confirmedAmong,
  devicesWith,
  lockSyncs,
  recordConfirmedIds,
  type ConfirmedId,
  type NamedId,
} from './store/confirmed-ids.ts';
import { type DeviceKey } from './store/rows.ts';

/** A postback that named no device is about this one, by this id. */
export interface Match {
  readonly key: DeviceKey;
  readonly id: ConfirmedId;
}

/** Records the ids of postbacks without a kochava_device_id, and finds the devices that are known by them. */
export async function matchPostbacks(tx: Tx, facts: readonly Fact[], now: number): Promise<Match[]> {
  const ids = facts.flatMap((fact) => {
    return fact.type === 'ids-confirmed' ? named(fact.sync, fact.ids).map((id) => ({ ...id, by: fact.by })) : [];
  });
  if (ids.length === 0) return [];
  const requested = facts.flatMap((fact) => (fact.type === 'request' ? [[fact.request.sync, false] as const] : []));
  await lockSyncs(tx, new Map([...requested, ...ids.map(({ sync }) => [sync, true] as const)]));
  return await devicesWith(tx, await recordConfirmedIds(tx, ids, now));
}

/** Finds, for requests that are the first to name an id of their device, whether a postback had named it before. */
export async function matchRequests(
  tx: Tx,
  facts: readonly Fact[],
  stateOf: (key: DeviceKey) => DeviceState,
): Promise<Match[]> {
  const firsts = facts.flatMap((fact) => {
    if (fact.type !== 'request') return [];
    const { sync, kochavaDeviceId, ids } = fact.request;
    const key = { sync, kochavaDeviceId };
    return named(sync, unknownIds(ids, stateOf(key))).map((id) => ({ key, id }));
  });
  if (firsts.length === 0) return [];
  // With postbacks in the same transaction, matchPostbacks has locked every sync already.
  const locked = facts.some(({ type }) => type === 'ids-confirmed');
  if (!locked) await lockSyncs(tx, new Map(firsts.map(({ id }) => [id.sync, false])));
  const found = await confirmedAmong(
    tx,
    firsts.map(({ id }) => id),
  );
  const confirmed = new Map(found.map((id) => [textOf(id), id]));
  return firsts.flatMap(({ key, id: first }) => {
    const id = confirmed.get(textOf(first));
    return id === undefined ? [] : [{ key, id }];
  });
}

function named(sync: string, ids: DeviceIds): NamedId[] {
  return deviceIdKinds.flatMap((kind) => {
    const value = ids[kind];
    return value === undefined ? [] : [{ sync, kind, value }];
  });
}

function textOf({ sync, kind, value }: NamedId): string {
  return `${sync}\0${kind}\0${value}`;
}
