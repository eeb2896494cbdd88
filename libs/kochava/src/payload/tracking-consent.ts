import { type Mappings } from '@kochava-stream/contracts';
import { ConsentReading } from './consent-reading.ts';
import { type MappingSource } from './mapping-source.ts';
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
export function trackingConsent(reading: ConsentReading): TrackingConsent {
  const att = reading.field('att', answerOf);
  return {
    att: att === notAsked ? undefined : att,
    att_time: reading.field('att_time', (value) => seconds(wholeNumberOf(value))),
    att_duration: reading.field('att_duration', wholeNumberOf),
    att_detail: reading.field('att_detail', detailOf),
  };
}

/** The mapped answer; undefined = not mapped, not there, or not an answer (`notDetermined` is none). */
export function attGiven(source: MappingSource, mappings: Mappings): boolean | undefined {
  const answer = new ConsentReading(source, mappings).field('att', answerOf);
  return answer === notAsked ? undefined : answer;
}

const notAsked = 'notDetermined';

function answerOf(value: unknown): boolean | typeof notAsked | undefined {
  if (typeof value === 'boolean') return value;
  // Numbers are not read: 1 is "true" to some and Apple's "restricted" to others.
  if (typeof value !== 'string') return undefined;
  switch (value.trim().toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    default:
      return answers.get(detailOf(value) ?? '');
  }
}

/** What Apple's names of the answer say. */
const answers = new Map<string, boolean | typeof notAsked>([
  ['authorized', true],
  ['denied', false],
  ['restricted', false],
  [notAsked, notAsked],
]);

function detailOf(value: unknown): string | undefined {
  return details.get((textOf(value) ?? '').toLowerCase().replace(/[\s_-]/g, ''));
}

function seconds(time: number | undefined): number | undefined {
  return time !== undefined && time >= surelyMillis ? Math.floor(time / 1000) : time;
}
