import { Refused } from '../http/api-error.filter.ts';
import { type DeviceCursor, type DeviceRow } from './links-store.ts';

/** `<since>.<device>`: devices may have any characters, and the time has digits only. */
export function cursorText(last: DeviceRow | undefined): string | null {
  return last === undefined ? null : `${last.since ?? 0}.${last.device}`;
}

/** @throws Refused 400 */
export function cursorOf(before: string | undefined): DeviceCursor | null {
  if (before === undefined) return null;
  const [, since, device] = /^(\d{1,15})\.(.*)$/s.exec(before) ?? [];
  if (since === undefined || device === undefined) {
    const problem = 'is not the `next` of a page';
    throw new Refused(400, 'the query does not fit; see problems', [{ field: 'before', problem }]);
  }
  return { since: Number(since), device };
}
