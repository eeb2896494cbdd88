import { type FaultMap, type Faults } from './faults.ts';

/** An HTTP answer: `code` is the status and the integer `code` of the JSON body. */
export interface Answer {
  readonly code: number;
  readonly body: string;
}

/** 200: every event is stored. Java's SDK needs all three integers. */
export function accepted(upload: { events: number; bytes: number; at: number }): Answer {
  const { events, bytes, at } = upload;
  return {
    code: 200,
    body: `{"code":200,"events_ingested":${events},"payload_size_bytes":${bytes},"server_upload_time":${at}}`,
  };
}

/** 400: the request itself lacks a field. SDKs drop the whole upload. */
export function missingField(field: string): Answer {
  return answer(400, { error: 'Request missing required field', missing_field: field });
}

/** 400: SDKs drop everything that they hold for this key; say it only when the key is known to be unknown. */
export function invalidApiKey(key: string): Answer {
  return answer(400, { error: `Invalid API key: ${key}` });
}

export const missingBody: Answer = answer(400, { error: 'Missing request body' });
export const invalidJson: Answer = answer(400, { error: 'Invalid JSON request body' });
/** 404 rather than the documented 400: the mobile SDKs keep their events over it. */
export const invalidPath: Answer = answer(404, { error: 'Invalid request path' });
export const payloadTooLarge: Answer = answer(413, { error: 'Payload too large' });
/** 503: nothing of the request was looked at. */
export const unavailable: Answer = answer(503, { error: 'Service Unavailable' });

/** Anything else, e.g. what the HTTP framework refuses. */
export function plainError(code: number, error: string): Answer {
  return answer(code, { error });
}

/**
 * 400: some events are not what they must be. Every index is listed, and id lengths under the invalid fields too:
 * the mobile SDKs look only there and would keep sending a file whose bad events they cannot name.
 */
export function invalidEvents(faults: Faults): Answer {
  const lengths = faults.of('idLength');
  return answer(400, {
    error: describe(faults),
    events_with_invalid_id_lengths: asObject(lengths),
    events_with_invalid_fields: asObject(merged(faults.of('invalid'), lengths)),
    events_with_missing_fields: asObject(faults.of('missing')),
  });
}

/** 429 for every event of an upload: the answer over which SDKs keep their events longest. */
export function throttled(events: number, eventsPerSecond: number): Answer {
  return answer(429, {
    error: 'Too many requests for some devices and users',
    eps_threshold: eventsPerSecond,
    throttled_devices: {},
    throttled_users: {},
    exceeded_daily_quota_users: {},
    exceeded_daily_quota_devices: {},
    throttled_events: Array.from({ length: events }, (_, index) => index),
  });
}

function answer(code: number, fields: { error: string } & Record<string, unknown>): Answer {
  return { code, body: JSON.stringify({ code, ...fields }) };
}

function describe(faults: Faults): string {
  if (faults.malformed) return 'Invalid event JSON';
  const kinds = (['invalid', 'missing', 'idLength'] as const).filter((kind) => faults.of(kind).size > 0);
  if (kinds.length === 1 && kinds[0] === 'idLength') return 'Invalid id length for user_id or device_id';
  if (kinds.length === 1 && kinds[0] === 'missing') return 'Request missing required field';
  return 'Invalid field values on some events';
}

/** Left out of the answer when nothing is in it. */
function asObject(map: FaultMap): Record<string, readonly number[]> | undefined {
  return map.size === 0 ? undefined : Object.fromEntries(map);
}

function merged(invalid: FaultMap, lengths: FaultMap): FaultMap {
  if (lengths.size === 0) return invalid;
  const both = new Map(invalid);
  for (const [field, indices] of lengths) {
    both.set(
      field,
      [...(both.get(field) ?? []), ...indices].sort((a, b) => a - b),
    );
  }
  return both;
}
