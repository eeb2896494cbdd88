import { receivedEvents } from '@kochava-stream/contracts';
import fc from 'fast-check';
import { type Answer } from './answers.ts';
import { readIdentification } from './identification.ts';
import { readEvents, readUpload, type Upload } from './upload.ts';

const context = { receivedAt: 1_800_000_000_000, clientIp: () => undefined };
const text = fc.string({ unit: 'binary', maxLength: 20 });
const value = fc.jsonValue({ maxDepth: 4 });
const dictionary = fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', '\0')), value, {
  maxKeys: 6,
});
const anyField = fc.constantFrom(
  'user_id',
  'device_id',
  'event_type',
  'time',
  'ip',
  'price',
  'event_properties',
  'version_name',
);
const roughEvent = fc.oneof(
  value,
  fc.dictionary(fc.oneof(anyField, text), fc.oneof(value, fc.string()), { maxKeys: 8 }),
);

/** An event that any server would take, without anything that is rewritten. */
const plainText = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 });
const goodEvent = fc.record(
  {
    event_type: plainText,
    user_id: plainText.map((id) => `user-${id}`),
    time: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    device_id: plainText.map((id) => `device-${id}`),
    event_properties: fc.dictionary(
      plainText.filter((key) => key !== '__proto__'),
      fc.oneof(plainText, fc.boolean()),
    ),
    session_id: fc.integer(),
    location_lat: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
    insert_id: fc.uuid(),
  },
  { requiredKeys: ['event_type', 'user_id', 'time'], noNullPrototype: true },
);

interface Read {
  answer?: Answer;
  events?: unknown[];
}

function readAll(body: unknown): Read {
  const upload = readUpload(JSON.stringify(body), 2000);
  return upload.ok ? readFrom(upload.value) : { answer: upload.answer };
}

function readFrom(upload: Upload): Read {
  const events = readEvents(upload, context);
  return events.ok ? { events: events.value } : { answer: events.answer };
}

/** The distinct indices that an answer names anywhere. */
function namedIndices(answer: Answer): number[] {
  const body = JSON.parse(answer.body) as Record<string, unknown>;
  const maps = ['events_with_invalid_fields', 'events_with_missing_fields'].map((name) => body[name] ?? {});
  return [...new Set(maps.flatMap((map) => Object.values(map as Record<string, number[]>).flat()))].sort(
    (a, b) => a - b,
  );
}

describe('reading', () => {
  it('never throws, and answers with a status of its own', () => {
    fc.assert(
      fc.property(fc.oneof(value, fc.record({ api_key: value, events: value, options: value })), (body) => {
        const { answer, events } = readAll(body);
        if (answer === undefined) expect(events).toBeDefined();
        else expect(JSON.parse(answer.body)).toMatchObject({ code: answer.code });
      }),
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(text, (body) => {
        readUpload(body, 10);
        const upload = readIdentification(body, 'groupidentify', 10);
        if (upload.ok) readFrom(upload.value);
      }),
    );
  });

  it('gives a good event back as it came', () => {
    fc.assert(
      fc.property(fc.array(goodEvent, { maxLength: 5 }), (events) => {
        expect(readAll({ api_key: 'k', events })).toEqual({ events });
      }),
    );
  });

  it('names exactly the events that it would refuse alone', () => {
    const mixed = fc.array(fc.oneof(goodEvent, roughEvent), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(mixed, (events) => {
        const bad = [...events.keys()].filter((at) => readAll({ api_key: 'k', events: [events[at]] }).answer);
        const { answer } = readAll({ api_key: 'k', events });
        expect(answer === undefined ? [] : namedIndices(answer)).toEqual(bad);
      }),
    );
  });

  it('stores only what the contract takes and Postgres can hold', () => {
    fc.assert(
      fc.property(dictionary, dictionary, roughEvent, (properties, extra, rough) => {
        const event = { ...extra, event_type: 'open', user_id: 'user-1', event_properties: properties };
        const { events } = readAll({ api_key: 'k', events: [event, rough] });
        if (events === undefined) return;
        const part = { project: 'p', receivedAt: 1, uploadedAt: null, events };
        const bytes = JSON.stringify({ v: 1, uploads: [part] });
        expect(receivedEvents.check.Check(JSON.parse(bytes))).toBe(true);
        expect(bytes).not.toMatch(/\\u0000|\\ud[89a-f]|"__proto__"/);
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
    );
  });
});
