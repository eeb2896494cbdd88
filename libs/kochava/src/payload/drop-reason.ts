/** Why an event that a sync selects cannot become a request to Kochava. Each is counted under its name. */
export const dropReasons = [
  /** The event type is no text, or blank. */
  'no-event-name',
  /** The mapping `kochava_device_id` finds nothing. */
  'no-kochava-device-id',
  /** What it finds identifies nothing: over 512 characters, control characters, broken Unicode. */
  'invalid-kochava-device-id',
  /** The mapping `ip` finds nothing. */
  'no-ip',
  /** What it finds is no IPv4 or IPv6 address. */
  'invalid-ip',
  /** No idfa, idfv, adid or android_id is left after the rules for empty ids, zero ids and platforms. */
  'no-device-id',
  /** The corrected time is no time that has ten digits of seconds or fewer. */
  'invalid-time',
  /** The finished body has 2,000,000 bytes or more. */
  'too-large',
] as const;

export type DropReason = (typeof dropReasons)[number];

/** A refusal as every mapping returns it. */
export interface Dropped {
  readonly ok: false;
  readonly reason: DropReason;
  /** In words, where the reason alone does not say what to do: names and sizes, never a value. */
  readonly detail?: string;
}

export function dropped(reason: DropReason): Dropped {
  return { ok: false, reason };
}
