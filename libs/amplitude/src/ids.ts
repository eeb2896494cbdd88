import { type Faults } from './faults.ts';

/** What SDKs send for "nobody": Amplitude refuses these as ids, in any case. */
const invalidIds: ReadonlySet<string> = new Set([
  '',
  'anonymous',
  'nil',
  'none',
  'null',
  'n/a',
  'na',
  'undefined',
  'unknown',
  '00000000-0000-0000-0000-000000000000',
  '{}',
  'lmy47d',
  '0',
  '-1',
]);
const longestName = 'anonymous'.length;
const uuidLength = 36;

export function isInvalidId(id: string): boolean {
  return (id.length <= longestName || id.length === uuidLength) && invalidIds.has(id.toLowerCase());
}

/** The advertising id of a device whose owner limits ad tracking. */
export function isAllZero(id: string): boolean {
  return id.startsWith('0') && /^[0-]+$/.test(id);
}

/** Where a fault is noted. */
export interface FaultPlace {
  readonly faults: Faults;
  readonly index: number;
}

/** Checks the ids that an event has; whether it needs one is the caller's rule. @returns true if they will do */
export function checkIds(event: Readonly<Record<string, unknown>>, minLength: number, at: FaultPlace): boolean {
  const { user_id: user, device_id: device } = event;
  const userFits = typeof user !== 'string' || checkId('user_id', user, minLength, at);
  const deviceFits = typeof device !== 'string' || checkId('device_id', device, minLength, at);
  return userFits && deviceFits;
}

function checkId(field: 'user_id' | 'device_id', id: string, minLength: number, at: FaultPlace): boolean {
  if (isInvalidId(id) || (field === 'device_id' && isAllZero(id))) at.faults.add('invalid', field, at.index);
  else if (id.length < minLength) at.faults.add('idLength', field, at.index);
  else return true;
  return false;
}
