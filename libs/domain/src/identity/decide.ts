import { deviceIdKinds, type DeviceIds } from '@kochava-stream/contracts';
import {
  confirmedIds,
  dueAt,
  holdState,
  maxIdsOfAKind,
  type AcceptedValue,
  type DeviceState,
  type IdValues,
} from './device.ts';
import {
  type ByHand,
  type ConfirmedBy,
  type DeviceEvent,
  type HeldProperties,
  type Origin,
  type SuppressedBecause,
} from './facts.ts';
import { leave, releaseByHand, type Leaving } from './releasing.ts';
import { holding, reopen } from './reopening.ts';

/** What happens to a device. `now` is the linker's clock when it handles it, ms; so are all decisions about time. */
export type Command =
  /** Properties of the device's user were created or changed; null = cleared. */
  | {
      type: 'Request';
      now: number;
      origin: Origin;
      ids: DeviceIds;
      properties: Readonly<Record<string, string | null>>;
      /** Names with null whose value may not be sent: it looks like an e-mail address. */
      refused?: readonly string[] | undefined;
      requestedAt: number;
      expireMs: number;
    }
  /** Kochava has the device, and knows it by these ids; `confirmBy`: whether an event suffices to say so. */
  | {
      type: 'Confirm';
      now: number;
      by: ConfirmedBy;
      ids: DeviceIds;
      settleMs: number;
      expireMs: number;
      confirmBy?: 'install-or-event' | 'install' | undefined;
    }
  /** The sync is on: what is due may leave, as far as the sync still sends it. */
  | ({ type: 'Release' } & Leaving)
  /** The sync is on: what is held leaves, due or not. */
  | ({ type: 'ReleaseByHand'; byHand: ByHand } & Leaving)
  | {
      type: 'Accept';
      now: number;
      dispatchId: string;
      repliedAt: number;
      properties: Readonly<Record<string, string>>;
      expireMs: number;
    }
  | { type: 'Reject'; now: number; dispatchId: string; repliedAt: number; class: string }
  | { type: 'Expire'; now: number }
  /** An expired hold comes back out of the dead letters. */
  | { type: 'Reopen'; now: number; origin: Origin; properties: HeldProperties; expireMs: number; byHand?: ByHand };

/** What follows from a command; [] = nothing, which is also the answer to everything that comes twice. */
export function decide(command: Command, state: DeviceState): DeviceEvent[] {
  switch (command.type) {
    case 'Request':
      return [...identify(command, state), ...request(command, state)];
    case 'Confirm':
      return confirm(command, state);
    case 'Release':
      return release(command, state);
    case 'ReleaseByHand':
      return releaseByHand(command, state);
    case 'Accept':
      return accept(command, state);
    case 'Reject':
      return reject(command, state);
    case 'Expire':
      return expire(command, state);
    case 'Reopen':
      return reopen(command, state);
  }
}

type Of<T extends Command['type']> = Command & { type: T };

/** Ids of `ids` that the device is not known by yet, confirmed or not. */
export function unknownIds(ids: DeviceIds, state: DeviceState): DeviceIds {
  const confirmed = state.confirmation?.ids ?? {};
  return pick(ids, (kind, id) => !has(state.known, kind, id) && !has(confirmed, kind, id));
}

/** Would confirming `ids` change nothing? Once true for a device it stays true: confirmation only grows. */
export function isConfirmed(ids: DeviceIds, state: DeviceState): boolean {
  return state.confirmation !== null && Object.keys(unconfirmedIds(ids, state.confirmation.ids)).length === 0;
}

function identify(command: Of<'Request'>, state: DeviceState): DeviceEvent[] {
  const ids = unknownIds(command.ids, state);
  return Object.keys(ids).length === 0 ? [] : [{ type: 'DeviceIdentified', at: command.now, ids }];
}

/** Compares each name with the newest value that is destined for Kochava: held, else in flight, else accepted there. */
function request(command: Of<'Request'>, state: DeviceState): DeviceEvent[] {
  const at = command.now;
  const judged = Object.entries(command.properties).map(([name, value]) => ({
    name,
    value,
    because: command.refused?.includes(name) === true ? 'email' : nothingToSend(name, value, state),
  }));
  const put = judged.flatMap(({ name, value, because }) =>
    because === undefined && value !== null ? [[name, { value, requestedAt: command.requestedAt }] as const] : [],
  );
  const suppressed = judged.flatMap(({ name, because }) => (because === undefined ? [] : [[name, because] as const]));
  // What is held of a name must not go out when the property was cleared, or is back at what Kochava has or is about to get.
  const held = suppressed.filter(([name, because]) => because !== 'held' && state.held.has(name));
  const withdrawn = Map.groupBy(held, ([, because]) => withdrawnBecause(because));
  const type = state.held.size === held.length ? 'LinkHeld' : 'LinkMerged';
  const events: DeviceEvent[] = [
    { type: 'LinkSuppressed', at, names: Object.fromEntries(suppressed) },
    ...[...withdrawn].map(([because, pairs]) => {
      return { type: 'LinkWithdrawn' as const, at, names: pairs.map(([name]) => name), because };
    }),
    { type, ...holding(command, Object.fromEntries(put)) },
  ];
  const empty = [suppressed.length === 0 ? 'LinkSuppressed' : '', put.length === 0 ? type : ''];
  return events.filter((event) => !empty.includes(event.type));
}

function withdrawnBecause(because: SuppressedBecause): 'cleared' | 'email' | 'superseded' {
  return because === 'cleared' || because === 'email' ? because : 'superseded';
}

function nothingToSend(name: string, value: string | null, state: DeviceState): SuppressedBecause | undefined {
  if (!value || name === '') return 'cleared'; // Kochava ignores empty ones
  if (state.held.get(name)?.value === value) return 'held';
  const inFlight = state.inFlight?.properties.get(name);
  if (inFlight !== undefined) return inFlight === value ? 'in-flight' : undefined;
  return hasTied(value, state.accepted.get(name)) ? 'accepted' : undefined;
}

function hasTied(value: string, accepted: AcceptedValue | undefined): boolean {
  return accepted?.value === value && accepted.untied !== true;
}

/** What Kochava accepted before it was known to have the device, it did not tie: it goes once more. */
function confirm(command: Of<'Confirm'>, state: DeviceState): DeviceEvent[] {
  if (isConfirmed(command.ids, state)) return [];
  if (command.by === 'event' && command.confirmBy === 'install' && state.confirmation === null) {
    return seenOnly(command, state);
  }
  const ids = unconfirmedIds(command.ids, state.confirmation?.ids ?? {});
  const { now: at, by, settleMs } = command;
  const untied = [...state.accepted].flatMap(([name, { value, untied: is }]) => {
    if (is !== true || value === null || state.held.has(name) || state.inFlight?.properties.has(name)) return [];
    return [[name, { value, requestedAt: at }] as const];
  });
  return [
    { type: 'DeviceConfirmed', at, by, ids, settledAt: at + settleMs },
    ...restored(command, state, Object.fromEntries(untied)),
  ];
}

/** An event where the sync waits for the install: its ids are kept, as Kochava's once the install is known. */
function seenOnly({ now: at, ids: given }: Of<'Confirm'>, { seen }: DeviceState): DeviceEvent[] {
  const ids = unconfirmedIds(given, seen);
  return Object.keys(ids).length === 0 ? [] : [{ type: 'DeviceSeen', at, ids }];
}

function release(command: Of<'Release'>, state: DeviceState): DeviceEvent[] {
  const due = dueAt(state);
  if (due === null || due > command.now) return [];
  return leave(command, state, { ids: confirmedIds(state) });
}

/**
 * The reply to the link in flight. Or to one that Kochava got again (a dispatcher died before its ack, an operator
 * replayed a dead letter), which may have put an older value over the newer one: then the newer one goes out once more.
 */
function accept(command: Of<'Accept'>, state: DeviceState): DeviceEvent[] {
  const { inFlight } = state;
  const mine = inFlight?.dispatchId === command.dispatchId;
  const pairs = mine ? [...inFlight.properties] : Object.entries(command.properties);
  const last = pairs.filter(([name]) => isLast(command.repliedAt, mine, state.accepted.get(name)));
  if (!mine && last.length === 0) return [];
  const overwritten = pairs.flatMap(([name, value]) => {
    const before = state.accepted.get(name);
    if (!before?.value || before.value === value || state.held.has(name)) return [];
    if (mine === isLast(command.repliedAt, mine, before) || (!mine && inFlight?.properties.has(name))) return [];
    return [[name, { value: mine ? value : before.value, requestedAt: command.now }] as const];
  });
  const { now: at, dispatchId, repliedAt } = command;
  // Released by hand to a device that Kochava has turned out to have meanwhile.
  const untied = mine && inFlight.untied === true && state.confirmation !== null ? last : [];
  const again = untied
    .filter(([name]) => !state.held.has(name))
    .map(([name, value]) => [name, { value, requestedAt: at }]);
  return [
    { type: 'LinkAccepted', at, dispatchId, repliedAt, properties: Object.fromEntries(last) },
    ...restored(command, state, Object.fromEntries([...again, ...overwritten])),
  ];
}

/** Held again, as if asked for now. */
function restored(
  by: { now: number; expireMs: number },
  { origin }: DeviceState,
  values: HeldProperties,
): DeviceEvent[] {
  if (origin === null || Object.keys(values).length === 0) return [];
  return [{ type: 'LinkRestored', ...holding({ ...by, origin }, values) }];
}

/** Is this reply's value the one that Kochava has now? The link in flight is the newest, unless an older one went again meanwhile. */
function isLast(repliedAt: number, mine: boolean, before: AcceptedValue | undefined): boolean {
  if (before === undefined) return true;
  return mine && !before.disputed ? true : before.at < repliedAt;
}

function reject(command: Of<'Reject'>, { inFlight }: DeviceState): DeviceEvent[] {
  const { now: at, dispatchId, repliedAt, class: reason } = command;
  if (inFlight?.dispatchId !== dispatchId) return [];
  return [{ type: 'LinkRejected', at, dispatchId, repliedAt, class: reason }];
}

function expire(command: Of<'Expire'>, state: DeviceState): DeviceEvent[] {
  const because = holdState(state);
  const names = [...state.held].filter(([, held]) => held.expiresAt <= command.now).map(([name]) => name);
  if (names.length === 0 || because === undefined) return [];
  return [{ type: 'LinkExpired', at: command.now, names, because }];
}

function unconfirmedIds(ids: DeviceIds, confirmed: IdValues): DeviceIds {
  return pick(ids, (kind, id) => !has(confirmed, kind, id) && (confirmed[kind]?.length ?? 0) < maxIdsOfAKind);
}

function has(values: IdValues, kind: keyof IdValues, id: string): boolean {
  return values[kind]?.includes(id) ?? false;
}

function pick(ids: DeviceIds, wanted: (kind: keyof IdValues, id: string) => boolean): DeviceIds {
  const picked: DeviceIds = {};
  for (const kind of deviceIdKinds) {
    const id = ids[kind];
    if (id !== undefined && wanted(kind, id)) picked[kind] = id;
  }
  return picked;
}
