import { type Mappings } from '@kochava-stream/contracts';
import { type MappingSource } from './mapping-source.ts';
import { pathValue } from './path-value.ts';
import { textOf, wholeNumberOf } from './scalar-values.ts';

/** `app_tracking_transparency`; times in seconds. */
export interface TrackingConsent {
  att?: boolean;
  att_time?: number;
  att_duration?: number;
  att_detail?: string;
}

/** Apple's names of the answer, by their letters in lower case. */
const details = new Map([
  ['authorized', 'authorized'],
  ['denied', 'denied'],
  ['notdetermined', 'notDetermined'],
  ['restricted', 'restricted'],
]);

/** From here a number of seconds would lie after the year 5000: it is milliseconds. */
const surelyMillis = 100_000_000_000;

/** The block, each key from a mapped value that can be read, else left out: consent is never invented. */
export function trackingConsent(source: MappingSource, mappings: Mappings): TrackingConsent {
  return {
    att: attGiven(source, mappings),
    att_time: seconds(wholeNumberOf(mapped(source, mappings.att_time))),
    att_duration: wholeNumberOf(mapped(source, mappings.att_duration)),
    att_detail: detailOf(mapped(source, mappings.att_detail)),
  };
}

/** The mapped answer; undefined = not mapped, not there, or not an answer (`notDetermined` is none). */
export function attGiven(source: MappingSource, mappings: Mappings): boolean | undefined {
  const value = mapped(source, mappings.att);
  if (typeof value === 'boolean') return value;
  // Numbers are not read: 1 is "true" to some and Apple's "restricted" to others.
  if (typeof value !== 'string') return undefined;
  switch (value.trim().toLowerCase()) {
    case 'true':
    case 'authorized':
      return true;
    case 'false':
    case 'denied':
    case 'restricted':
      return false;
    default:
      return undefined;
  }
}

function detailOf(value: unknown): string | undefined {
  return details.get((textOf(value) ?? '').toLowerCase().replace(/[\s_-]/g, ''));
}

function seconds(time: number | undefined): number | undefined {
  return time !== undefined && time >= surelyMillis ? Math.floor(time / 1000) : time;
}

function mapped(source: MappingSource, path: string | null | undefined): unknown {
  return path === undefined || path === null ? undefined : pathValue(source, path);
}
