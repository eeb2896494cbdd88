export { linkCounts, type LinkCount } from './counts.ts';
export { decide, isConfirmed, unknownIds, type Command } from './decide.ts';
export {
  confirmedIds,
  dueAt,
  evolve,
  expiresAt,
  heldSince,
  holdState,
  newestOf,
  unknownDevice,
  type AcceptedValue,
  type Confirmation,
  type DeviceState,
  type HeldValue,
  type IdValues,
} from './device.ts';
export {
  holdStates,
  isStored,
  type ByHand,
  type ConfirmedBy,
  type DeviceEvent,
  type HeldProperties,
  type HoldState,
  type Origin,
} from './facts.ts';
export { notReleased, type NotReleased } from './releasing.ts';
