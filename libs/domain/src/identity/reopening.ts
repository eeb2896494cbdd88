import { type Command } from './decide.ts';
import { type DeviceState, type HeldValue } from './device.ts';
import { type DeviceEvent, type HeldProperties, type Origin } from './facts.ts';

/** Only what nothing newer has replaced since it expired. */
export function reopen(command: Command & { type: 'Reopen' }, state: DeviceState): DeviceEvent[] {
  const open = Object.entries(command.properties).filter(
    ([name, put]: [string, Pick<HeldValue, 'value' | 'requestedAt'>]) => {
      if (state.held.has(name) || state.inFlight?.properties.has(name)) return false;
      const accepted = state.accepted.get(name);
      return (
        accepted === undefined ||
        accepted.value === null ||
        (accepted.value !== put.value && accepted.at < put.requestedAt)
      );
    },
  );
  if (open.length === 0) return [];
  const { byHand } = command;
  const hold = holding(command, Object.fromEntries(open));
  return [{ type: 'LinkReopened', ...hold, ...(byHand === undefined ? {} : { byHand }) }];
}

/** Values as they are put into the hold. */
export function holding(by: { now: number; origin: Origin; expireMs: number }, properties: HeldProperties) {
  return { at: by.now, origin: by.origin, properties, expiresAt: by.now + by.expireMs };
}
