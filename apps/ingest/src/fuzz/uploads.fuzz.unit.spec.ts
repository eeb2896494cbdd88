/** Whatever is sent to a door for events: an answer of ours, or events that are what the contract says. */
import { readEvents, readIdentification, readUpload, readWebhook, type Upload } from '@kochava-stream/amplitude';
import { receivedEvents } from '@kochava-stream/contracts';
import { anAmplitudeEvent, fuzzed, nearly, nearlyBytes } from '@kochava-stream/testing';
import fc, { type Arbitrary } from 'fast-check';
import { bodyText } from '../accept/body-text.ts';
import { splitUpload } from '../accept/upload-parts.ts';
import { exportRows } from '../import/export-files.spec.ts';
import { readRow } from '../import/read-row.ts';

const receivedAt = 1_795_437_240_000;
const context = { receivedAt, clientIp: () => '203.0.113.9' };

const event = fc.constantFrom<Record<string, unknown>>(
  anAmplitudeEvent(),
  anAmplitudeEvent({ idfv: undefined, ip: '$remote', version_name: '2', app_version: undefined, product_id: 'p' }),
  anAmplitudeEvent({ price: 0.1, quantity: 3, revenue: 9, user_id: 42, session_id: -1, time: undefined }),
  { event_type: '$identify', device_id: 'device-1', user_properties: { $set: { plan: 'gold' }, $unset: { a: '-' } } },
  {
    event_type: 'x'.repeat(1_030),
    user_id: 'user-1',
    event_properties: { deep: [[[{ a: ['💥', null] }]]] },
    groups: {},
  },
);
const upload = fc.record(
  {
    api_key: fc.constant('key-1'),
    events: fc.array(event, { maxLength: 4 }),
    options: fc.constantFrom({ min_id_length: 1 }, {}),
    client_upload_time: fc.constantFrom<unknown>('2026-11-23T12:00:00.000Z', receivedAt),
  },
  { requiredKeys: ['api_key', 'events'] },
);
const row = fc.constantFrom(...exportRows(4), { user_id: 'u', user_properties: { a: 1 } }, { event_time: '2026' });

const json = (value: unknown): string => JSON.stringify(value) ?? '';
const bodies = (valid: Arbitrary<unknown>) => nearlyBytes(nearly(valid).map(json));

/** Nothing else is answered than a status of ours, in JSON that has it too. */
function expectAnswer({ code, body }: { code: number; body: string }): void {
  expect([400, 413]).toContain(code);
  expect(JSON.parse(body)).toMatchObject({ code, error: expect.any(String) as string });
}

/** What ingest makes of an upload is within its contract, and ingest would make the same of that again. */
function expectEvents(given: Upload): void {
  const read = readEvents(given, context);
  if (!read.ok) return expectAnswer(read.answer);
  if (read.value.length === 0) return;
  const stored = JSON.stringify(read.value);
  const parts = splitUpload({ project: 'p', receivedAt, uploadedAt: given.uploadedAt }, read.value, 8) ?? [];
  for (const { text, bytes } of parts) {
    expect(Buffer.byteLength(text)).toBe(bytes);
    const chunk: unknown = JSON.parse(`{"v":1,"uploads":[${text}]}`);
    if (!receivedEvents.check.Check(chunk)) throw new Error(`not within the contract: ${text}`);
  }
  expect(unstorable(read.value)).toBeUndefined();
  const again = readEvents({ ...given, events: JSON.parse(stored) as unknown[] }, context);
  expect(again.ok ? JSON.stringify(again.value) : again.answer.body).toBe(stored);
}

/** A name or a text that Postgres would refuse, or that a careless merge would trip over. */
function unstorable(value: unknown): string | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const found = name === '__proto__' ? name : (unstorable(name) ?? unstorable(inner));
    if (found !== undefined) return found;
  }
  return undefined;
}

fuzzed('uploads', bodies(upload), (bytes) => {
  const text = bodyText(bytes);
  const read = text.ok ? readUpload(text.value, 100) : text;
  if (read.ok) expectEvents(read.value);
  else expectAnswer(read.answer);
});

const identification = fc.constantFrom<unknown>(
  { user_id: 'user-1', user_properties: { $set: { plan: 'gold' } } },
  [{ device_id: 'device-1', user_properties: {} }, { user_id: 'user-2' }],
  { group_type: 'company', group_value: 'Acme', group_properties: { a: 1 } },
);
const asForm = nearly(identification).map((value) =>
  new URLSearchParams({ api_key: 'key-1', identification: json(value), options: '{"min_id_length":1}' }).toString(),
);
const asObject = nearly(fc.record({ api_key: fc.constant('key-1'), identification })).map(json);

fuzzed(
  'identifications',
  fc.tuple(nearlyBytes(fc.oneof(asForm, asObject)), fc.constantFrom('identify' as const, 'groupidentify' as const)),
  ([bytes, kind]) => {
    const text = bodyText(bytes);
    const read = text.ok ? readIdentification(text.value, kind, 100) : text;
    if (read.ok) expectEvents(read.value);
    else expectAnswer(read.answer);
  },
);

fuzzed('calls of the webhook', bodies(fc.oneof(row, fc.array(row, { maxLength: 3 }))), (bytes) => {
  const text = bodyText(bytes);
  const read = text.ok ? readWebhook(text.value, 100) : text;
  if (read.ok) expectEvents({ ...read.value, apiKey: '' });
  else expectAnswer(read.answer);
});

fuzzed('rows of an export', nearly(row), (value) => {
  const read = readRow(JSON.parse(json(value) || 'null'), receivedAt);
  if (!read.ok) return expect(read.reason).toMatch(/./s);
  expectEvents({ apiKey: '', events: [read.event], minIdLength: 1, uploadedAt: null, idsOptional: false });
});
