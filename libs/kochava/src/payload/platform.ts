import { type AmplitudeEvent } from '@kochava-stream/contracts';

/** How an operating system is treated. */
export interface Platform {
  /** Whose identifiers its devices have. */
  readonly vendor: 'apple' | 'google';
  /** Whether App Tracking Transparency is sent. */
  readonly att: boolean;
  /** The name inside `device_ver`. */
  readonly name: string;
}

const ios: Platform = { vendor: 'apple', att: true, name: 'iOS' };
const android: Platform = { vendor: 'google', att: false, name: 'Android' };
/**
 * macOS has Apple's identifiers and never Google's, so it counts as Apple for the ids. It is no iOS 14: Kochava asks for
 * the ATT block from iOS only, and reads which rules apply from `device_ver`, so a Mac keeps its own name and sends none.
 */
const macos: Platform = { vendor: 'apple', att: false, name: 'macOS' };

/**
 * Amplitude's `os_name` or `platform`, in lower case without blanks and dashes. An iPad is written `iOS`: iPadOS has iOS's
 * versions and rules, and Kochava's spellings know no other. What is not here (Web, Windows, …) is unknown, not refused.
 */
const table = new Map<string, Platform>([
  ['ios', ios],
  ['iphoneos', ios],
  ['ipados', ios],
  ['tvos', { vendor: 'apple', att: true, name: 'tvOS' }],
  ['appletvos', { vendor: 'apple', att: true, name: 'tvOS' }],
  ['visionos', { vendor: 'apple', att: true, name: 'visionOS' }],
  // A watch has a vendor id, but neither an IDFA nor a tracking prompt.
  ['watchos', { vendor: 'apple', att: false, name: 'watchOS' }],
  ['macos', macos],
  ['macosx', macos],
  ['osx', macos],
  ['android', android],
  ['androidtv', android],
  ['wearos', android],
  ['fireos', android],
]);

/** The platform of an operating system's name; undefined = not in the table. */
export function platformNamed(name: unknown): Platform | undefined {
  if (typeof name !== 'string') return undefined;
  return table.get(name) ?? table.get(name.toLowerCase().replace(/[\s_-]/g, ''));
}

/** The event's platform: its operating system decides, else its `platform`. Undefined = unknown. */
export function platformOf(event: AmplitudeEvent): Platform | undefined {
  return platformNamed(event['os_name']) ?? platformNamed(event['platform']);
}
