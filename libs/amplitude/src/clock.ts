import { latestTime } from './limits.ts';

const dateTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * `client_upload_time` in ms: ISO 8601 (without a zone: UTC) or milliseconds as number or digits.
 * null = nothing usable, so the client's clock cannot be corrected.
 */
export function readUploadTime(value: unknown): number | null {
  if (typeof value === 'number') return inRange(Math.trunc(value));
  if (typeof value !== 'string') return null;
  if (/^\d{1,16}$/.test(value)) return inRange(Number(value));
  const parts = dateTime.exec(value);
  if (parts === null) return null;
  return inRange(Date.parse(`${parts[1]}T${parts[2]}${parts[3] ?? 'Z'}`));
}

function inRange(time: number): number | null {
  return time >= 0 && time <= latestTime ? time : null;
}
