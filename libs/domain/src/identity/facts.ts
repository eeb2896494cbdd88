import { type DeviceIds, type InstallSource } from '@kochava-stream/contracts';

/** `event`: Kochava accepted an event of the device; the others: by which door its install became known. */
export type ConfirmedBy = 'event' | InstallSource;

export interface Origin {
  readonly project: string;
  readonly syncVersion: number;
  /** W3C trace context of the request, where it is recorded. */
  readonly traceparent?: string;
}

/** Values put into the hold: name to value and when it was requested. */
export type HeldProperties = Readonly<Record<string, { value: string; requestedAt: number }>>;
export interface Holding {
  readonly at: number;
  readonly origin: Origin;
  readonly properties: HeldProperties;
  readonly expiresAt: number;
}
/** Who decided something that the rules would not have done, and why. */
export interface ByHand {
  readonly who: string;
  readonly why: string;
}
/** `email`: it looks like an e-mail address, which the sync does not send; here and below. */
export type SuppressedBecause = 'held' | 'in-flight' | 'accepted' | 'cleared' | 'email';
export type WithdrawnBecause = 'cleared' | 'superseded' | 'not-selected' | 'email';
/** Why the hold of a device does not go out now. `due`: only its time, or the sync being enabled, is missing. */
export const holdStates = ['unconfirmed', 'no-identifier', 'behind-in-flight', 'due'] as const;
export type HoldState = (typeof holdStates)[number];

/** The facts. All but LinkSuppressed are stored; `at` is when the linker learned of it. */
export type DeviceEvent =
  | { type: 'DeviceIdentified'; at: number; ids: DeviceIds }
  /** Kochava accepted an event of it, and the sync waits for its install. */
  | { type: 'DeviceSeen'; at: number; ids: DeviceIds }
  | { type: 'DeviceConfirmed'; at: number; by: ConfirmedBy; ids: DeviceIds; settledAt: number }
  /** Nothing new in it for Kochava; only counted. */
  | { type: 'LinkSuppressed'; at: number; names: Readonly<Record<string, SuppressedBecause>> }
  /** Opened a hold. */
  | ({ type: 'LinkHeld' } & Holding)
  /** Joined an open hold; a newer value replaces the held one of its name. */
  | ({ type: 'LinkMerged' } & Holding)
  /** An operator took it back out of the dead letters. */
  | ({ type: 'LinkReopened'; byHand?: ByHand } & Holding)
  /**
   * A value goes out again: Kochava took an older link once more, after the newer value; or it had taken this one before it
   * was known to have the device.
   */
  | ({ type: 'LinkRestored' } & Holding)
  | { type: 'LinkWithdrawn'; at: number; names: readonly string[]; because: WithdrawnBecause }
  | {
      type: 'LinkReleased';
      at: number;
      dispatchId: string;
      ids: DeviceIds;
      properties: Readonly<Record<string, string>>;
      byHand?: ByHand;
      /** Nothing said that Kochava has a device with these ids: it takes the link and does not tie it. */
      untied?: true;
    }
  /** `properties`: what Kochava has since this reply. */
  | {
      type: 'LinkAccepted';
      at: number;
      dispatchId: string;
      repliedAt: number;
      properties: Readonly<Record<string, string>>;
    }
  | { type: 'LinkRejected'; at: number; dispatchId: string; repliedAt: number; class: string }
  | { type: 'LinkExpired'; at: number; names: readonly string[]; because: HoldState };

export function isStored(event: DeviceEvent): boolean {
  return event.type !== 'LinkSuppressed';
}
