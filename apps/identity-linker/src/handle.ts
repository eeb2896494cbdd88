import { type LinkRequest } from '@kochava-stream/contracts';
import { isConfirmed, newestOf } from '@kochava-stream/domain/identity';
import { isSampled } from '@kochava-stream/observability';
import { type Forgotten, type Tx } from '@kochava-stream/persistence';
import { TryLater, type Context, type Outgoing } from '@kochava-stream/shards';
import { obeyAll, unheard } from './commands.ts';
import { type ConfirmedCache } from './confirmed-cache.ts';
import { forgetDevices } from './deletions.ts';
import { Devices, termsOf, type DevicesOptions, type Syncs, type Terms } from './devices.ts';
import { type Fact } from './facts.ts';
import { installsFor, sortInstalls } from './install-syncs.ts';
import { matchPostbacks, matchRequests } from './postbacks.ts';
import { type DeviceKey } from './store/rows.ts';
import { withoutForgotten } from './suppress.ts';

/** Without the whole configuration, "no such sync" would mean nothing: everything waits. */
export class ConfigurationNotRead extends TryLater {
  override readonly name = 'ConfigurationNotRead';
  constructor() {
    super('the configuration has not been read yet');
  }
}

export interface HandlerOptions extends Pick<DevicesOptions, 'onSaved' | 'onTheirWay'> {
  readonly syncs: Syncs;
  readonly shards: number;
  readonly confirmed: ConfirmedCache;
  readonly forgotten: Forgotten;
}

/**
 * Takes all the messages that wait, in one transaction: what they say of which devices, which of those are confirmed by an
 * id that a postback named, what follows for each, what operators want, what may leave now; then forgets whom it is to
 * forget.
 */
export function handler({ confirmed, forgotten, ...options }: HandlerOptions) {
  const { syncs, shards } = options;
  let newest = 0;
  return async (batch: readonly (readonly Fact[])[], tx: Tx, context: Context): Promise<Outgoing[]> => {
    if (!syncs.ready()) throw new ConfigurationNotRead();
    // Most outcomes say what is known: they end here.
    const sorted = sortInstalls(batch.flat(), syncs);
    const news = () => sorted.facts.filter((fact) => fact.type !== 'device-confirmed' || !confirmed.has(fact));
    const deleted = news().length === 0 ? newest : await forgotten.newest(tx);
    if (deleted !== newest) confirmed.clear();
    newest = deleted;
    const told = news();
    const devices = new Devices({ ...options, tx, context });
    const facts = deleted === 0 ? told : await withoutForgotten(told, devices.departures, { tx, forgotten });
    const deletions = facts.flatMap((fact) => (fact.type === 'deletion' ? [fact.deletion] : []));
    const commands = await unheard(tx, facts);
    const byPostbacks = await matchPostbacks(tx, facts, context.now);
    await devices.load([...facts.flatMap((fact) => keyOf(fact) ?? []), ...byPostbacks.map(({ key }) => key)]);
    const byRequests = await matchRequests(tx, facts, { now: context.now, stateOf: (key) => devices.before(key) });
    for (const fact of facts) tell(devices, fact, { syncs, now: context.now });
    for (const { key, id } of [...byPostbacks, ...byRequests]) {
      const terms = termsOf(syncs.sync(key.sync));
      devices.tell(key, { type: 'Confirm', now: context.now, by: id.by, ids: { [id.kind]: id.value }, ...terms });
    }
    await obeyAll(commands, { tx, devices, syncs, now: context.now });
    devices.release();
    for (const fact of facts) remember(confirmed, fact, devices, context.now);
    const messages = [...(await devices.save()), ...installsFor(sorted.accepted, { syncs, shards }, context)];
    if (deletions.length === 0) return messages;
    return [...messages, ...(await forgetDevices(deletions, { tx, context, forgotten }))];
  };
}

function keyOf(fact: Fact): DeviceKey | undefined {
  switch (fact.type) {
    case 'request':
      return { sync: fact.request.sync, kochavaDeviceId: fact.request.kochavaDeviceId };
    case 'device-confirmed':
      return { sync: fact.sync, kochavaDeviceId: fact.kochavaDeviceId };
    case 'link-ended':
      return { sync: fact.outcome.sync, kochavaDeviceId: fact.outcome.kochavaDeviceId };
    case 'command':
      return { sync: fact.command.sync, kochavaDeviceId: fact.command.kochavaDeviceId };
    case 'ids-confirmed':
    case 'deletion':
      return undefined;
  }
}

function tell(devices: Devices, fact: Fact, { syncs, now }: { syncs: Syncs; now: number }): void {
  const key = keyOf(fact);
  if (key === undefined) return;
  const terms = termsOf(syncs.sync(key.sync));
  const { expireMs } = terms;
  if (fact.type === 'request') {
    if (isOrphan(fact.request, syncs, now)) return giveUp(devices, fact.request);
    recall(devices, key, { ...terms, now });
    const { project, syncVersion, ids, properties, refused, requestedAt, traceparent } = fact.request;
    const origin = { project, syncVersion, ...(isSampled(traceparent) ? { traceparent } : {}) };
    devices.tell(key, { type: 'Request', now, origin, ids, properties, refused, requestedAt, expireMs });
  } else if (fact.type === 'device-confirmed') {
    devices.tell(key, { type: 'Confirm', now, by: fact.by, ids: fact.ids, ...terms });
  } else if (fact.type === 'link-ended') {
    const { id: dispatchId, at: repliedAt, outcome, properties = {} } = fact.outcome;
    if (outcome === 'dead')
      devices.tell(key, { type: 'Reject', now, dispatchId, repliedAt, class: fact.outcome.class });
    else devices.tell(key, { type: 'Accept', now, dispatchId, repliedAt, properties, expireMs });
  }
}

/** An event that did not suffice when it was accepted does, since the sync takes events for evidence. */
function recall(devices: Devices, key: DeviceKey, terms: Terms & { now: number }): void {
  const { seen, confirmation } = devices.now(key);
  if (terms.confirmBy === 'install' || confirmation !== null || Object.keys(seen).length === 0) return;
  devices.tell(key, { type: 'Confirm', by: 'event', ids: newestOf(seen), ...terms });
}

/** How long a request may be ahead of the configuration that it was made with, ms. Until then it is held. */
const aheadMs = 60_000;

function isOrphan({ sync, requestedAt }: LinkRequest, syncs: Syncs, now: number): boolean {
  return syncs.sync(sync) === undefined && requestedAt < now - aheadMs;
}

/** A request of a sync that is gone, as one that was held and has expired at once. */
function giveUp({ departures }: Devices, request: LinkRequest): void {
  const { sync, project, syncVersion, kochavaDeviceId, requestedAt } = request;
  const put = Object.entries(request.properties).flatMap(([name, value]) => {
    return value ? [[name, { value, requestedAt }] as const] : [];
  });
  const refused = request.refused?.length ?? 0;
  const cleared = Object.keys(request.properties).length - put.length - refused;
  const counts = [
    { what: 'link-requested', reason: '', n: put.length + cleared + refused },
    { what: 'link-suppressed', reason: 'cleared', n: cleared },
    { what: 'link-suppressed', reason: 'email', n: refused },
    { what: 'link-held', reason: 'unknown-sync', n: put.length },
    { what: 'link-expired', reason: 'unknown-sync', n: put.length },
  ] as const;
  for (const count of counts) if (count.n > 0) departures.count(sync, project, count);
  if (put.length === 0) return;
  const link = { project, syncVersion, kochavaDeviceId, properties: Object.fromEntries(put) };
  const why = { reason: 'unknown-sync', detail: 'there is no such sync any more' };
  departures.dead(sync, link, { ...why, traceparent: request.traceparent });
}

/** Only what stood in the database before this transaction: its own writes may be rolled back. */
function remember(confirmed: ConfirmedCache, fact: Fact, devices: Devices, now: number): void {
  if (fact.type !== 'device-confirmed') return;
  const before = devices.before(fact);
  if (before.confirmation !== null && before.confirmation.at < now && isConfirmed(fact.ids, before))
    confirmed.add(fact);
}
