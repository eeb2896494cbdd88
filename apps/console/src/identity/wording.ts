import { type HoldState, type Ordered } from '../api/identity.ts';

export const holdStates: Readonly<Record<HoldState, { label: string; meaning: string }>> = {
  unconfirmed: {
    label: 'Waits for the device',
    meaning: 'Kochava is not known to have the device: no event of it was accepted yet.',
  },
  'no-identifier': {
    label: 'No identifier',
    meaning: 'Kochava has the device, but nothing that names it to a link: map idfa, idfv, adid or android_id.',
  },
  'behind-in-flight': {
    label: 'Behind another link',
    meaning: 'An earlier link of the device has no end yet.',
  },
  due: {
    label: 'About to leave',
    meaning: 'Only the settle time is missing, or the sync being enabled.',
  },
};

const results: Readonly<Record<string, string>> = {
  done: 'done',
  'nothing-held': 'nothing was held any more',
  'in-flight': 'a link of the device is under way',
  'no-identifier': 'nothing names the device to Kochava',
  'sync-off': 'the sync, or Send Users, is off',
  'not-selected': 'the properties are not selected any more',
  'unknown-sync': 'the linker does not know the sync',
  replaced: 'newer values have replaced it',
};

/** What came of something that was asked for by hand. */
export function resultOf(result: Ordered['orders'][number]['result']): string {
  return result === null ? 'the linker has not answered yet' : (results[result] ?? result);
}

const ages: readonly (readonly [number, string])[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
];

/** Seconds as the largest whole unit: 3600 is "1 h". */
export function duration(seconds: number): string {
  const [size, unit] = ages.find(([length]) => seconds >= length) ?? [1, 's'];
  return `${Math.round(seconds / size)} ${unit}`;
}
