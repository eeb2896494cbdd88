import { readIdentification, type IdentificationKind } from './identification.ts';
import { readEvents } from './upload.ts';

const user = { user_id: 'user-1', user_properties: { $set: { plan: 'pro' } } };

function read(text: string, kind: IdentificationKind = 'identify'): unknown {
  const upload = readIdentification(text, kind, 3);
  if (!upload.ok) return upload.answer.body;
  const events = readEvents(upload.value, { receivedAt: 5, clientIp: () => undefined });
  return events.ok ? events.value : events.answer.body;
}

const form = (identification: unknown): string =>
  new URLSearchParams({ api_key: 'k', identification: JSON.stringify(identification) }).toString();

describe('/identify', () => {
  it.each([
    ['a form with one object', form(user), 1],
    ['a form with a list', form([user, user]), 2],
    ['JSON with an object', JSON.stringify({ api_key: 'k', identification: user }), 1],
    ['JSON with a list', JSON.stringify({ api_key: 'k', identification: [user, user] }), 2],
    ['JSON with JSON text', ` ${JSON.stringify({ api_key: 'k', identification: JSON.stringify(user) })}`, 1],
  ])('makes $identify events of %s', (_name, text, count) => {
    const event = { ...user, event_type: '$identify', time: 5 };
    expect(read(text)).toEqual(Array.from({ length: count }, () => event));
  });

  it.each([
    ['nothing', '', '{"code":400,"error":"Missing request body"}'],
    ['no key', 'identification={}', '{"code":400,"error":"Request missing required field","missing_field":"api_key"}'],
    [
      'no identification',
      'api_key=k',
      '{"code":400,"error":"Request missing required field","missing_field":"identification"}',
    ],
    ['broken JSON in the form', 'api_key=k&identification={', '{"code":400,"error":"Invalid JSON request body"}'],
    ['a number', 'api_key=k&identification=7', '{"code":400,"error":"Invalid JSON request body"}'],
    ['broken JSON', '{"api_key":', '{"code":400,"error":"Invalid JSON request body"}'],
    ['too many', form([user, user, user, user]), '{"code":413,"error":"Payload too large"}'],
    [
      'an item that is none',
      form([user, 1]),
      '{"code":400,"error":"Invalid event JSON","events_with_invalid_fields":{"event":[1]}}',
    ],
    [
      'a user without id',
      form({ user_properties: {} }),
      '{"code":400,"error":"Request missing required field","events_with_missing_fields":{"user_id":[0],"device_id":[0]}}',
    ],
  ])('answers to %s', (_name, text, body) => {
    expect(read(text)).toBe(body);
  });

  it('takes the least id length from options', () => {
    const short = { ...user, user_id: 'ab' };
    expect(read(`${form(short)}&options={"min_id_length":1}`)).toHaveLength(1);
    expect(read(form(short))).toContain('Invalid id length');
  });
});

describe('/groupidentify', () => {
  it('makes a $groupidentify event of a group, without any user', () => {
    const group = { group_type: 'org', group_value: 'acme', group_properties: { $set: { seats: 5 } } };
    expect(read(form(group), 'groupidentify')).toEqual([
      { event_type: '$groupidentify', groups: { org: 'acme' }, group_properties: { $set: { seats: 5 } }, time: 5 },
    ]);
  });

  it('is not fooled by a group type that is a prototype', () => {
    const [event] = read(form({ group_type: '__proto__', group_value: { x: 1 } }), 'groupidentify') as [object];
    expect(event).toEqual({ event_type: '$groupidentify', groups: {}, time: 5 });
  });
});
