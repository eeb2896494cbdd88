import { deviceIdKinds, type DeviceIds } from '@kochava-stream/contracts';
import { unknownIds, type DeviceState } from '@kochava-stream/domain/identity';
import { type Tx } from '@kochava-stream/persistence';
import { type Fact } from './facts.ts';
import {
  carriersOf,
  claimIds,
  confirmedWhen,
  lockSyncs,
  recordConfirmedIds,
  textOfId,
  type ConfirmedId,
  type NamedId,
} from './store/confirmed-ids.ts';
import { type DeviceKey } from './store/rows.ts';

/** A postback that named no device is about this one, by this id. */
export interface Match {
  readonly key: DeviceKey;
  readonly id: ConfirmedId;
}

/** Kochava repeats a postback that it could not deliver: what comes again within this time is no further install, ms. */
const repeatedWithinMs = 3_600_000;

/**
 * Records the ids of postbacks without a kochava_device_id, and finds the devices that are known by them. The first that is
 * said of an id is about the devices that have it. What is said of it later is about those of them that wait for it; if
 * none does, it is about an install whose device is not known yet.
 */
export async function matchPostbacks(tx: Tx, facts: readonly Fact[], now: number): Promise<Match[]> {
  const told = facts.flatMap((fact) => {
    return fact.type === 'ids-confirmed' ? named(fact.sync, fact.ids).map((id) => ({ ...id, by: fact.by })) : [];
  });
  if (told.length === 0) return [];
  const requested = facts.flatMap((fact) => (fact.type === 'request' ? [[fact.request.sync, false] as const] : []));
  await lockSyncs(tx, new Map([...requested, ...told.map(({ sync }) => [sync, true] as const)]));
  const unique = [...new Map(told.map((id) => [textOfId(id), id])).values()];
  const before = await confirmedWhen(tx, unique);
  const news = unique.filter((id) => (before.get(textOfId(id)) ?? -Infinity) < now - repeatedWithinMs);
  const carriers = await carriersOf(tx, news);
  const claimants = carriers.filter(({ id, confirmed }) => !confirmed || !before.has(textOfId(id)));
  const claimed = new Set(claimants.map(({ id }) => id));
  await recordConfirmedIds(
    tx,
    news.map((id) => ({ ...id, claimed: claimed.has(id) })),
    now,
  );
  return claimants;
}

/** Finds, for requests that are the first to name an id of their device, whether a postback had named it before. */
export async function matchRequests(
  tx: Tx,
  facts: readonly Fact[],
  { now, stateOf }: { now: number; stateOf: (key: DeviceKey) => DeviceState },
): Promise<Match[]> {
  const firsts = new Map<string, { key: DeviceKey; id: NamedId }>();
  for (const fact of facts) {
    if (fact.type !== 'request') continue;
    const { sync, kochavaDeviceId, ids } = fact.request;
    const key = { sync, kochavaDeviceId };
    for (const id of named(sync, unknownIds(ids, stateOf(key)))) {
      if (!firsts.has(textOfId(id))) firsts.set(textOfId(id), { key, id });
    }
  }
  if (firsts.size === 0) return [];
  const ids = [...firsts.values()].map(({ id }) => id);
  // With postbacks in the same transaction, matchPostbacks has locked every sync already.
  const locked = facts.some(({ type }) => type === 'ids-confirmed');
  if (!locked) await lockSyncs(tx, new Map(ids.map((id) => [id.sync, false])));
  const claimed = await claimIds(tx, ids, now);
  return claimed.flatMap((id) => {
    const first = firsts.get(textOfId(id));
    return first === undefined ? [] : [{ key: first.key, id }];
  });
}

function named(sync: string, ids: DeviceIds): NamedId[] {
  return deviceIdKinds.flatMap((kind) => {
    const value = ids[kind];
    return value === undefined ? [] : [{ sync, kind, value }];
  });
}
