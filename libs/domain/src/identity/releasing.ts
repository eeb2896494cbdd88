import { type DeviceIds } from '@kochava-stream/contracts';
import { type Command } from './decide.ts';
import { confirmedIds, newestOf, type DeviceState } from './device.ts';
import { type ByHand, type DeviceEvent } from './facts.ts';

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

interface Leaving {
  readonly now: number;
  readonly dispatchId: string;
  readonly selected: readonly string[];
}

/** Everything that is held leaves; what the sync does not select is not sent, also when it was still selected while it was put on hold. */
export function leave(
  { now: at, dispatchId, selected }: Leaving,
  state: DeviceState,
  how: { ids: DeviceIds; byHand?: ByHand; untied?: true },
): DeviceEvent[] {
  const held = [...state.held].sort(([a], [b]) => (a < b ? -1 : 1));
  const goes = held.filter(([name]) => selected.includes(name));
  const stays = held.filter(([name]) => !selected.includes(name)).map(([name]) => name);
  const events: DeviceEvent[] = [];
  if (stays.length > 0) events.push({ type: 'LinkWithdrawn', at, names: stays, because: 'not-selected' });
  if (goes.length > 0) {
    const properties = Object.fromEntries(goes.map(([name, { value }]) => [name, value]));
    events.push({ type: 'LinkReleased', at, dispatchId, properties, ...how });
  }
  return events;
}
