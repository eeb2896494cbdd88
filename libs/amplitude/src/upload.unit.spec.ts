import { readEvents, readUpload } from './upload.ts';

const context = { receivedAt: 5, clientIp: () => undefined };
const good = { event_type: 'open', user_id: 'user-1' };

function answerTo(body: unknown): string {
  const upload = readUpload(typeof body === 'string' ? body : JSON.stringify(body), 2000);
  if (!upload.ok) return upload.answer.body;
  const events = readEvents(upload.value, context);
  return events.ok ? `${events.value.length} events` : events.answer.body;
}

describe('the envelope', () => {
  it.each([
    ['nothing', '', '{"code":400,"error":"Missing request body"}'],
    ['blanks', ' \n', '{"code":400,"error":"Missing request body"}'],
    ['half a body', '{"api_key":', '{"code":400,"error":"Invalid JSON request body"}'],
    ['a list', '[]', '{"code":400,"error":"Invalid JSON request body"}'],
    ['null', 'null', '{"code":400,"error":"Invalid JSON request body"}'],
    ['no key', { events: [good] }, '{"code":400,"error":"Request missing required field","missing_field":"api_key"}'],
    [
      'an empty key',
      { api_key: '', events: [good] },
      '{"code":400,"error":"Request missing required field","missing_field":"api_key"}',
    ],
    [
      'a key that is no text',
      { api_key: 5, events: [] },
      '{"code":400,"error":"Request missing required field","missing_field":"api_key"}',
    ],
    ['no events', { api_key: 'k' }, '{"code":400,"error":"Request missing required field","missing_field":"events"}'],
    [
      'events that are no list',
      { api_key: 'k', events: good },
      '{"code":400,"error":"Request missing required field","missing_field":"events"}',
    ],
    [
      'more than 2000 events',
      { api_key: 'k', events: Array.from({ length: 2001 }, () => 0) },
      '{"code":413,"error":"Payload too large"}',
    ],
    ['2000 events', { api_key: 'k', events: Array.from({ length: 2000 }, () => good) }, '2000 events'],
    ['unknown fields', { api_key: 'k', events: [good], request_metadata: { sdk: {} }, x: [] }, '1 events'],
  ])('%s', (_name, body, answer) => {
    expect(answerTo(body)).toBe(answer);
  });

  it('reads what travels beside the events', () => {
    const body = {
      api_key: 'k',
      events: [],
      client_upload_time: '2026-01-01T00:00:00.000Z',
      options: { min_id_length: 1 },
    };
    expect(readUpload(JSON.stringify(body), 10)).toEqual({
      ok: true,
      value: { apiKey: 'k', events: [], minIdLength: 1, uploadedAt: Date.UTC(2026, 0, 1), idsOptional: false },
    });
  });

  it.each([
    [undefined],
    [null],
    [{}],
    [{ min_id_length: '1' }],
    [{ min_id_length: -1 }],
    [{ min_id_length: 1.5 }],
    ['x'],
  ])('asks for ids of 5 characters with the options %j', (options) => {
    expect(answerTo({ api_key: 'k', events: [{ ...good, user_id: 'abcd' }], options })).toContain('Invalid id length');
  });
});

describe('events', () => {
  it('are refused all together, every index named', () => {
    const events = [
      good,
      { ...good, time: 'x' },
      { ...good, user_id: 'ab' },
      good,
      { user_id: 'user-1' },
      { ...good, time: 1.5 },
    ];
    expect(answerTo({ api_key: 'k', events })).toBe(
      '{"code":400,"error":"Invalid field values on some events","events_with_invalid_id_lengths":{"user_id":[2]},' +
        '"events_with_invalid_fields":{"time":[1,5],"user_id":[2]},"events_with_missing_fields":{"event_type":[4]}}',
    );
  });
});
