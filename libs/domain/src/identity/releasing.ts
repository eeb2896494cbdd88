import { type DeviceIds } from '@kochava-stream/contracts';
import { hasEmail, linkValue, type EmailPolicy } from '@kochava-stream/kochava';
import { type Command } from './decide.ts';
import { confirmedIds, newestOf, type DeviceState } from './device.ts';
import { type ByHand, type DeviceEvent, type WithdrawnBecause } from './facts.ts';

/** Why a device's hold cannot be released, not even by hand. */
export type NotReleased = 'nothing-held' | 'in-flight' | 'no-identifier';

/** undefined: it can be. One link of a device at a time, and none that names no device. */
export function notReleased(state: DeviceState): NotReleased | undefined {
  if (state.held.size === 0) return 'nothing-held';
  if (state.inFlight !== null) return 'in-flight';
  return Object.keys(idsByHand(state)).length === 0 ? 'no-identifier' : undefined;
}

/** With the ids that Kochava has seen; where it has seen none, with those that requests named: it will not tie the link then. */
export function releaseByHand(command: Command & { type: 'ReleaseByHand' }, state: DeviceState): DeviceEvent[] {
  if (notReleased(state) !== undefined) return [];
  const { byHand } = command;
  const isTied = Object.keys(confirmedIds(state)).length > 0;
  return leave(command, state, { ids: idsByHand(state), byHand, ...(isTied ? {} : { untied: true }) });
}

function idsByHand(state: DeviceState): DeviceIds {
  const confirmed = confirmedIds(state);
  return Object.keys(confirmed).length > 0 ? confirmed : newestOf(state.known);
}

export interface Leaving {
  readonly now: number;
  readonly dispatchId: string;
  readonly selected: readonly string[];
  /** What the sync does with e-mail addresses. */
  readonly emails?: EmailPolicy | undefined;
}

/**
 * Everything that is held leaves, but for what the sync does not send: what it does not select, and e-mail addresses; as it
 * is now, not as it was when that was put on hold.
 */
export function leave(
  { now: at, dispatchId, selected, emails }: Leaving,
  state: DeviceState,
  how: { ids: DeviceIds; byHand?: ByHand; untied?: true },
): DeviceEvent[] {
  const held = [...state.held].sort(([a], [b]) => (a < b ? -1 : 1));
  const goes: [string, string][] = [];
  const stays = new Map<WithdrawnBecause, string[]>();
  for (const [name, { value }] of held) {
    const sent = hasEmail(value) ? linkValue(value, emails) : { text: value };
    if (!selected.includes(name)) put(stays, 'not-selected', name);
    else if (sent === undefined || 'refused' in sent) put(stays, 'email', name);
    else goes.push([name, sent.text]);
  }
  const events: DeviceEvent[] = [...stays].map(([because, names]) => ({ type: 'LinkWithdrawn', at, names, because }));
  if (goes.length > 0) {
    events.push({ type: 'LinkReleased', at, dispatchId, properties: Object.fromEntries(goes), ...how });
  }
  return events;
}

function put(lists: Map<WithdrawnBecause, string[]>, because: WithdrawnBecause, name: string): void {
  lists.set(because, [...(lists.get(because) ?? []), name]);
}
