import { type AmplitudeEvent } from '@kochava-stream/contracts';
import { readEvent, type EventRules } from './event.ts';
import { Faults } from './faults.ts';

const rules: EventRules = {
  receivedAt: 1_800_000_000_000,
  clientIp: () => '203.0.113.9',
  minIdLength: 5,
  idsOptional: false,
};
const least = { event_type: 'open', user_id: 'user-1', time: 1 };

function read(raw: unknown, changed: Partial<EventRules> = {}): { event: AmplitudeEvent | undefined; found: unknown } {
  const faults = new Faults();
  const event = readEvent(raw, { ...rules, ...changed }, { faults, index: 0 });
  const found = Object.fromEntries(
    (['invalid', 'missing', 'idLength'] as const)
      .map((kind) => [kind, [...faults.of(kind).keys()]] as const)
      .filter(([, fields]) => fields.length > 0),
  );
  return { event, found };
}

const nested = (layers: number): unknown => JSON.parse(`${'{"a":'.repeat(layers)}1${'}'.repeat(layers)}`);
const wide = (keys: number): unknown => Object.fromEntries(Array.from({ length: keys }, (_, n) => [`k${n}`, n]));

describe('what an event must have', () => {
  it.each([
    ['no event type', { user_id: 'user-1' }, { missing: ['event_type'] }],
    ['an empty event type', { ...least, event_type: '' }, { missing: ['event_type'] }],
    ['an event type of nothing but NUL', { ...least, event_type: '\0' }, { missing: ['event_type'] }],
    ['an event type that is no text', { ...least, event_type: 7 }, { invalid: ['event_type'] }],
    ['no id', { event_type: 'open' }, { missing: ['user_id', 'device_id'] }],
    ['null ids', { event_type: 'open', user_id: null, device_id: null }, { missing: ['user_id', 'device_id'] }],
    ['a time in ISO', { ...least, time: '2026-01-01T00:00:00Z' }, { invalid: ['time'] }],
    ['a time in digits as text', { ...least, time: '1396381378123' }, { invalid: ['time'] }],
    ['a time with a fraction', { ...least, time: 1.5 }, { invalid: ['time'] }],
    ['a time before the epoch', { ...least, time: -1 }, { invalid: ['time'] }],
    ['a time in nanoseconds', { ...least, time: 1_396_381_378_123_000_000 }, { invalid: ['time'] }],
    ['properties that are a list', { ...least, event_properties: [] }, { invalid: ['event_properties'] }],
    ['properties that are text', { ...least, user_properties: 'x' }, { invalid: ['user_properties'] }],
    ['a price as text', { ...least, price: '9.99' }, { invalid: ['price'] }],
    ['a number beyond all numbers', { ...least, revenue: JSON.parse('1e999') as number }, { invalid: ['revenue'] }],
    ['half a quantity', { ...least, quantity: 0.5 }, { invalid: ['quantity'] }],
    ['a flag as text', { ...least, $skip_user_properties_sync: 'true' }, { invalid: ['$skip_user_properties_sync'] }],
    ['a platform as number', { ...least, platform: 1 }, { invalid: ['platform'] }],
    ['several at once', { time: 'x', ip: 4 }, { invalid: ['time', 'ip'] }],
    ['null', null, { invalid: ['event'] }],
    ['a list', [], { invalid: ['event'] }],
    ['text', 'event', { invalid: ['event'] }],
  ])('refuses %s', (_name, raw, found) => {
    expect(read(raw)).toEqual({ event: undefined, found });
  });

  it('takes a group update without ids where the route allows it', () => {
    const raw = { event_type: '$groupidentify', time: 1, groups: { org: 'acme' } };
    expect(read(raw, { idsOptional: true }).event).toEqual(raw);
  });
});

describe('ids', () => {
  it.each(['anonymous', 'Anonymous', 'nil', 'NONE', 'null', 'n/a', 'NA', 'undefined', 'unknown', '', '{}', 'LMY47D'])(
    'refuses %j as invalid',
    (id) => {
      expect(read({ ...least, user_id: id }).found).toEqual({ invalid: ['user_id'] });
      expect(read({ ...least, device_id: id }).found).toEqual({ invalid: ['device_id'] });
    },
  );

  it.each(['0', '-1', '00000000-0000-0000-0000-000000000000'])('refuses %j whatever the least length', (id) => {
    expect(read({ ...least, user_id: id }, { minIdLength: 1 }).found).toEqual({ invalid: ['user_id'] });
  });

  it('refuses all zeros as device, in any spelling, but not as user', () => {
    expect(read({ ...least, device_id: '0000000000' }).found).toEqual({ invalid: ['device_id'] });
    expect(read({ ...least, user_id: '0000000000' }).found).toEqual({});
  });

  it('refuses ids under the least length', () => {
    expect(read({ ...least, user_id: 'abcd', device_id: 'ab' }).found).toEqual({ idLength: ['user_id', 'device_id'] });
    expect(read({ ...least, user_id: 'ab' }, { minIdLength: 2 }).found).toEqual({});
  });

  it('reads a whole number as its digits, as Amplitude does', () => {
    expect(read({ ...least, user_id: 1234567 }).event?.user_id).toBe('1234567');
    expect(read({ ...least, user_id: 1 }).found).toEqual({ idLength: ['user_id'] });
    expect(read({ ...least, user_id: 1.5 }).found).toEqual({ invalid: ['user_id'] });
  });

  it('does not trim', () => {
    expect(read({ ...least, user_id: ' user ' }).event?.user_id).toBe(' user ');
  });
});

describe('what is stored', () => {
  it('is the parsed object itself when nothing had to change', () => {
    const raw = { ...least, event_properties: { a: [1, { b: 'c' }] }, unheard_of: true };
    expect(read(raw).event).toBe(raw);
  });

  it('has the time of arrival where the event has none', () => {
    expect(read({ event_type: 'open', user_id: 'user-1' }).event?.time).toBe(rules.receivedAt);
    expect(read({ ...least, time: null }).event?.time).toBe(rules.receivedAt);
  });

  it('has no nulls', () => {
    expect(read({ ...least, idfa: null, device_id: null }).event).toEqual(least);
  });

  it.each([
    ['version_name', 'app_version'],
    ['product_id', 'productId'],
    ['revenue_type', 'revenueType'],
  ])('has %s as %s', (alias, name) => {
    expect(read({ ...least, [alias]: 'a' }).event).toEqual({ ...least, [name]: 'a' });
    expect(read({ ...least, [alias]: 'a', [name]: 'b' }).event).toEqual({ ...least, [name]: 'b' });
    expect(read({ ...least, [name]: null, [alias]: 'a' }).event).toEqual({ ...least, [name]: 'a' });
  });

  it('has the client address for $remote, and none where it is not known', () => {
    expect(read({ ...least, ip: '$remote' }).event?.['ip']).toBe('203.0.113.9');
    expect(read({ ...least, ip: '198.51.100.1' }).event?.['ip']).toBe('198.51.100.1');
    expect(read({ ...least, ip: '$remote' }, { clientIp: () => undefined }).event?.['ip']).toBeUndefined();
    expect(read(least).event).not.toHaveProperty('ip');
  });

  it.each([
    [{ price: 2.5, quantity: 3, revenue: 99 }, 7.5],
    [{ price: 0.1, quantity: 3 }, 0.3],
    [{ price: 4 }, 4],
    [{ price: 4, revenue: 3 }, 3],
    [{ revenue: -3 }, -3],
    [{ price: -2, quantity: 2 }, -4],
    [{ price: 1e308, quantity: 100, revenue: 5 }, 5],
  ])('settles the revenue of %j as %d', (sent, revenue) => {
    expect(read({ ...least, ...sent }).event?.['revenue']).toBe(revenue);
  });

  it('has no NULs, in texts and names', () => {
    const raw = { ...least, insert_id: 'a\0b', event_properties: { 'k\0ey': ['x\0'] }, 'extra\0': 1 };
    expect(read(raw).event).toEqual({ ...least, insert_id: 'ab', event_properties: { key: ['x'] }, extra: 1 });
  });

  it('has well-formed text of at most 1024 units, cut between characters', () => {
    const raw = {
      ...least,
      event_properties: { half: '\ud800', long: 'x'.repeat(2000), pair: `${'x'.repeat(1023)}😀` },
    };
    expect(read(raw).event?.['event_properties']).toEqual({
      half: '\ufffd',
      long: 'x'.repeat(1024),
      pair: 'x'.repeat(1023),
    });
  });

  it('lets no cleaned name take the place of a checked field', () => {
    expect(read({ ...least, 'device_id\0': { not: 'text' } }).event).toEqual(least);
  });
});

describe('hostile shapes', () => {
  it('takes 40 layers and refuses 41', () => {
    expect(read({ ...least, event_properties: nested(40) }).found).toEqual({});
    expect(read({ ...least, event_properties: nested(41) }).found).toEqual({ invalid: ['event_properties'] });
    expect(read({ ...least, strange: nested(10_000) }).found).toEqual({ invalid: ['strange'] });
  });

  it('takes 1000 keys and refuses 1001', () => {
    expect(read({ ...least, user_properties: wide(1000) }).found).toEqual({});
    expect(read({ ...least, user_properties: { $set: wide(1001) } }).found).toEqual({ invalid: ['user_properties'] });
    expect(read(wide(1001)).found).toEqual({ invalid: ['event'] });
  });

  it.each(['__proto__', '__pro\\u0000to__'])('drops the name %s', (name) => {
    const raw = JSON.parse(`{"event_type":"open","user_id":"user-1","time":1,"${name}":{"admin":true},
      "event_properties":{"${name}":{"admin":true},"a":[{"${name}":{"admin":true}}]}}`) as unknown;
    const { event } = read(raw);
    expect(JSON.stringify(event)).toBe(
      '{"event_type":"open","user_id":"user-1","time":1,"event_properties":{"a":[{}]}}',
    );
    expect((event as { admin?: unknown }).admin).toBeUndefined();
    expect((event?.['event_properties'] as { admin?: unknown }).admin).toBeUndefined();
  });

  it('drops a constructor that has a prototype, and keeps the word', () => {
    const properties = JSON.parse('{"a":{"constructor":{"prototype":{"x":1}}},"constructor":"Renault"}') as object;
    expect(read({ ...least, event_properties: properties }).event?.['event_properties']).toEqual({
      a: {},
      constructor: 'Renault',
    });
  });
});

it('has no number that JSON could not say again: too large is nothing', () => {
  const raw: unknown = JSON.parse(
    '{"event_type":"open","user_id":"user-1","time":1,"x":1e999,"event_properties":{"a":-1e999}}',
  );
  expect(read(raw).event).toEqual({ ...least, event_properties: { a: null } });
  expect(read(JSON.parse('{"event_type":"open","user_id":"user-1","time":1,"price":1e999}')).found).toEqual({
    invalid: ['price'],
  });
});
