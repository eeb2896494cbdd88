import {
  accepted,
  invalidApiKey,
  invalidEvents,
  invalidJson,
  invalidPath,
  missingBody,
  missingField,
  payloadTooLarge,
  plainError,
  throttled,
  unavailable,
  type Answer,
} from './answers.ts';
import { Faults, type FaultKind } from './faults.ts';

function faults(...found: [FaultKind, string, number][]): Faults {
  const collected = new Faults();
  for (const [kind, field, index] of found) collected.add(kind, field, index);
  return collected;
}

function malformed(...indices: number[]): Faults {
  const collected = faults(...indices.map((index): [FaultKind, string, number] => ['invalid', 'event', index]));
  collected.malformed = true;
  return collected;
}

const table: [string, Answer, number, string][] = [
  [
    'accepted',
    accepted({ events: 50, bytes: 1234, at: 1396381378123 }),
    200,
    '{"code":200,"events_ingested":50,"payload_size_bytes":1234,"server_upload_time":1396381378123}',
  ],
  [
    'a request field is missing',
    missingField('api_key'),
    400,
    '{"code":400,"error":"Request missing required field","missing_field":"api_key"}',
  ],
  ['no body', missingBody, 400, '{"code":400,"error":"Missing request body"}'],
  ['no JSON', invalidJson, 400, '{"code":400,"error":"Invalid JSON request body"}'],
  ['unknown key', invalidApiKey('a"b'), 400, '{"code":400,"error":"Invalid API key: a\\"b"}'],
  ['unknown path', invalidPath, 404, '{"code":404,"error":"Invalid request path"}'],
  ['too large', payloadTooLarge, 413, '{"code":413,"error":"Payload too large"}'],
  ['not to be had', unavailable, 503, '{"code":503,"error":"Service Unavailable"}'],
  ['anything else', plainError(405, 'Method not allowed'), 405, '{"code":405,"error":"Method not allowed"}'],
  [
    'invalid fields: every index',
    invalidEvents(faults(['invalid', 'time', 3], ['invalid', 'time', 4], ['invalid', 'price', 4])),
    400,
    '{"code":400,"error":"Invalid field values on some events","events_with_invalid_fields":{"time":[3,4],"price":[4]}}',
  ],
  [
    'missing fields: every index',
    invalidEvents(faults(['missing', 'event_type', 0], ['missing', 'event_type', 7])),
    400,
    '{"code":400,"error":"Request missing required field","events_with_missing_fields":{"event_type":[0,7]}}',
  ],
  [
    'id lengths, under the invalid fields too',
    invalidEvents(faults(['idLength', 'user_id', 0])),
    400,
    '{"code":400,"error":"Invalid id length for user_id or device_id","events_with_invalid_id_lengths":{"user_id":[0]},"events_with_invalid_fields":{"user_id":[0]}}',
  ],
  [
    'all kinds at once, indices in order',
    invalidEvents(
      faults(
        ['invalid', 'user_id', 1],
        ['invalid', 'user_id', 9],
        ['idLength', 'user_id', 4],
        ['missing', 'event_type', 2],
      ),
    ),
    400,
    '{"code":400,"error":"Invalid field values on some events","events_with_invalid_id_lengths":{"user_id":[4]},"events_with_invalid_fields":{"user_id":[1,4,9]},"events_with_missing_fields":{"event_type":[2]}}',
  ],
  [
    'events that are no objects',
    invalidEvents(malformed(0, 2)),
    400,
    '{"code":400,"error":"Invalid event JSON","events_with_invalid_fields":{"event":[0,2]}}',
  ],
  [
    'throttled: every index, integer threshold',
    throttled(3, 30),
    429,
    '{"code":429,"error":"Too many requests for some devices and users","eps_threshold":30,"throttled_devices":{},"throttled_users":{},"exceeded_daily_quota_users":{},"exceeded_daily_quota_devices":{},"throttled_events":[0,1,2]}',
  ],
];

describe('answers, byte for byte', () => {
  it.each(table)('%s', (_name, answer, code, body) => {
    expect(answer).toEqual({ code, body });
  });

  it('names a field that would be a prototype as a plain key', () => {
    const { body } = invalidEvents(faults(['invalid', '__proto__', 0]));
    expect(body).toContain('"events_with_invalid_fields":{"__proto__":[0]}');
  });
});
