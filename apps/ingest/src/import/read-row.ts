import { fromExport, readEvents } from '@kochava-stream/amplitude';
import { type AmplitudeEvent } from '@kochava-stream/contracts';

/** A row as ingest would take it, or why it would not. */
export type RowReading =
  { readonly ok: true; readonly event: AmplitudeEvent } | { readonly ok: false; readonly reason: string };

/**
 * Reads a row of an export by ingest's own rules, so that one bad row refuses itself and not the upload that it would be in.
 * Its time is the one that Amplitude corrected.
 */
export function readRow(row: unknown, now: number): RowReading {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return { ok: false, reason: 'not a JSON object' };
  const given = fromExport(row as Record<string, unknown>);
  if (given['time'] === undefined) return { ok: false, reason: 'no event_time' };
  const upload = { apiKey: '', events: [given], minIdLength: 1, uploadedAt: null, idsOptional: false };
  const read = readEvents(upload, { receivedAt: now, clientIp: () => undefined });
  const [event] = read.ok ? read.value : [];
  if (event !== undefined) return { ok: true, event };
  return { ok: false, reason: read.ok ? 'no event' : faultIn(JSON.parse(read.answer.body) as Record<string, unknown>) };
}

function faultIn(answer: Record<string, unknown>): string {
  for (const [map, what] of [
    ['events_with_missing_fields', 'no'],
    ['events_with_invalid_fields', 'invalid'],
  ] as const) {
    const fields = Object.keys(answer[map] ?? {});
    if (fields.length > 0) return `${what} ${fields.join(', ')}`;
  }
  return String(answer['error']);
}
