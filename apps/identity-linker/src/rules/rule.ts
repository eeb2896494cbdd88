import { type DeviceIdKind, type DeviceIds, type SyncConfig } from '@kochava-stream/contracts';

/** Something that happens. Devices are kochava_device_ids. */
export type Step =
  /** The user of a device has these properties now; null = cleared. */
  | { request: string; properties: Readonly<Record<string, string | null>>; ids?: DeviceIds }
  /** Kochava accepted an event of it. */
  | { event: string; ids: DeviceIds }
  /** An install became known: of a device, of ids alone (null), or of both. */
  | { install: string | null; ids?: DeviceIds; by?: 'postback' | 'import' | 'install-event' | 'install-sync' }
  /** Kochava's answer to the link that is on its way. */
  | { answer: string; as: 'accepted' | 'refused' }
  /** The same answer once more: a dispatcher died before its acknowledgement. */
  | { again: string }
  | { pass: string }
  | { set: { confirmBy?: SyncConfig['hold']['confirmBy']; select?: readonly string[]; status?: SyncConfig['status'] } }
  /** An operator does not want to wait, or wants it back. */
  | { byHand: 'release' | 'reopen'; device: string };

/** What is so afterwards; what is left out is nothing. */
export interface Then {
  /** All links that left since the table's "given", in order: to whom, with what, by which ids. */
  readonly links?: readonly { to: string; with: Readonly<Record<string, string>>; by: DeviceIds }[];
  /** What is held, by device. */
  readonly held?: Readonly<Record<string, 'unconfirmed' | 'no-identifier' | 'behind-in-flight' | 'due'>>;
  /** Values that became dead letters, by device: why they were still held. */
  readonly expired?: Readonly<Record<string, string>>;
}

/** A rule, as a case that shows it. */
export interface Rule {
  readonly rule: string;
  /** Default: a settle delay of 10 s, a hold for 30 days, installs or events confirm. */
  readonly confirmBy?: 'install';
  readonly given: readonly Step[];
  readonly when: readonly Step[];
  readonly then: Then;
}

export interface Chapter {
  readonly title: string;
  readonly text: string;
  readonly rules: readonly Rule[];
}

/** Ids as a sentence has them. */
export function idsText(ids: DeviceIds | undefined): string {
  const named = Object.entries(ids ?? {}) as [DeviceIdKind, string][];
  return named.length === 0 ? 'no identifier' : named.map(([kind, id]) => `${kind} ${id}`).join(' and ');
}

/** Seconds that pass, in the words of the table. */
export function secondsOf(pass: string): number {
  const [n, unit] = pass.split(' ');
  const units: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3_600, days: 86_400 };
  const seconds = units[unit ?? ''];
  if (seconds === undefined) throw new RangeError(`no time: ${pass}`);
  return Number(n) * seconds;
}
