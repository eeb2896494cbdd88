import { createHash } from 'node:crypto';
import { aSync } from '@kochava-stream/testing';
import { bodies, event, given, identify, links } from './world.spec.ts';

const both = aSync({ sendUsers: { properties: ['plan', 'loyalty_id'] } });
const set = (properties: object) => ({ user_properties: { $set: properties } });

describe('a selected property', () => {
  it('that is created is asked to be linked to the device, before any event of it', () => {
    const done = given().batch(identify(set({ plan: 'pro', shoe: 42 })));
    expect(links(done)).toEqual([['d-1', { plan: 'pro' }]]);
    expect(bodies(done)).toEqual([]);
  });

  it('that changes is asked for alone; an event may bring it too', () => {
    const world = given([both], identify(set({ plan: 'free', loyalty_id: 7 })));
    expect(links(world.batch(event({ user_properties: { plan: 'pro', loyalty_id: 7 } })))).toEqual([
      ['d-1', { plan: 'pro' }],
    ]);
  });

  it.each([{ $unset: { plan: '-' } }, { $clearAll: '-' }, { $set: { plan: '' } }, { plan: null }])(
    'that is cleared by %j is withdrawn',
    (user_properties) => {
      const done = given([both], identify(set({ plan: 'free' }))).batch(identify({ user_properties }));
      expect(links(done)).toEqual([['d-1', { plan: null }]]);
    },
  );

  it.each([
    ['does not change', set({ plan: 'free' })],
    ['is another one', set({ shoe: 43 })],
    ['has nothing to link', set({ loyalty_id: '' })],
    ['is for the event alone', { ...set({ plan: 'pro' }), $skip_user_properties_sync: true }],
    ['is not there', {}],
  ])('that %s asks for nothing', (_what, fields) => {
    expect(links(given([both], identify(set({ plan: 'free' }))).batch(identify(fields)))).toEqual([]);
  });

  it('is for every sync that links users and is enabled', () => {
    const syncs = [
      aSync(),
      aSync({ id: 'sync-2', status: 'disabled' }),
      aSync({ id: 'sync-3', sendUsers: { enabled: false } }),
      aSync({ id: 'sync-4', sendUsers: { properties: [] } }),
      aSync({ id: 'sync-5', sendEvents: { enabled: false } }),
    ];
    const done = given(syncs).batch(identify(set({ plan: 'pro' })));
    expect(done.links.map(({ sync }) => sync.id)).toEqual(['sync-1', 'sync-5']);
  });

  it('may have any name', () => {
    const sync = aSync({ sendUsers: { properties: ['__proto__', 'constructor'] } });
    const update = JSON.parse('{"__proto__":"a","other":1}') as object;
    const [link] = given([sync]).batch(identify({ user_properties: update })).links;
    expect(JSON.stringify(link?.properties)).toBe('{"__proto__":"a"}');
  });

  it('is cut at what Kochava takes, and that is noted', () => {
    const done = given().batch(identify(set({ plan: 'x'.repeat(300) })));
    expect(links(done)).toEqual([['d-1', { plan: 'x'.repeat(256) }]]);
    expect([...done.notes]).toEqual([['value-cut', 1]]);
  });
});

describe('a value that looks like an e-mail address', () => {
  const mail = set({ plan: 'ann@example.com', loyalty_id: 7 });
  const told = (emails: 'refuse' | 'sha256' | 'allow' | undefined) => {
    const users = { properties: ['plan', 'loyalty_id'], ...(emails === undefined ? {} : { emails }) };
    return given([aSync({ sendUsers: users })]).batch(identify(mail));
  };

  it.each([undefined, 'refuse'] as const)('is refused by %s, and said so; the rest is asked for', (emails) => {
    const done = told(emails);
    expect(links(done)).toEqual([['d-1', { plan: null, loyalty_id: '7' }]]);
    expect(done.links[0]?.refused).toEqual(['plan']);
    expect([...done.notes]).toEqual([['email-refused', 1]]);
  });

  it('is hashed, or left as it is, where the sync says so', () => {
    const hashed = told('sha256');
    const sha256 = createHash('sha256').update('ann@example.com').digest('hex');
    expect(links(hashed)).toEqual([['d-1', { plan: sha256, loyalty_id: '7' }]]);
    expect([...hashed.notes]).toEqual([['email-hashed', 1]]);
    expect(links(told('allow'))).toEqual([['d-1', { plan: 'ann@example.com', loyalty_id: '7' }]]);
    expect([...hashed.links, ...told('allow').links].flatMap(({ refused }) => refused)).toEqual([]);
  });

  it('takes back what is held of its name', () => {
    const world = given([aSync()], identify(set({ plan: 'pro' })));
    const done = world.batch(identify(set({ plan: 'ann@example.com' })));
    expect(done.links.map(({ properties, refused }) => [{ ...properties }, refused])).toEqual([
      [{ plan: null }, ['plan']],
    ]);
    expect(links(world.batch(identify(set({ plan: 'pro' }))))).toEqual([['d-1', { plan: 'pro' }]]);
  });

  it('is sent in event_data, which the rule is not about', () => {
    const done = given().batch(event({ event_properties: { price: 'ann@example.com' } }));
    expect(bodies(done)[0].data.event_data).toMatchObject({ price: 'ann@example.com' });
  });
});

describe('the devices of a user', () => {
  const phones = [
    event({ device_id: 'd-1', idfv: 'V-1' }),
    event({ device_id: 'd-2', idfv: undefined, adid: 'A-2', platform: 'Android', os_name: 'Android' }),
  ];

  it('are all reached by a server-side identify of the user', () => {
    const done = given([aSync()], ...phones).batch(identify({ device_id: undefined, ...set({ plan: 'pro' }) }));
    expect(done.links.map(({ kochavaDeviceId, ids }) => [kochavaDeviceId, ids])).toEqual([
      ['d-2', { adid: 'A-2' }],
      ['d-1', { idfv: 'V-1' }],
    ]);
    expect(links(done)).toEqual([
      ['d-2', { plan: 'pro' }],
      ['d-1', { plan: 'pro' }],
    ]);
  });

  it('are all reached by an identify on one of them, that one first', () => {
    const done = given([aSync()], ...phones).batch(identify({ device_id: 'd-1', ...set({ plan: 'pro' }) }));
    expect(links(done).map(([device]: any) => device as string)).toEqual(['d-1', 'd-2']);
  });

  it('may be unknown yet: noted, and made up for when one logs in', () => {
    const world = given();
    const early = world.batch(identify({ device_id: undefined, ...set({ plan: 'pro' }) }));
    expect(links(early)).toEqual([]);
    expect([...early.notes]).toEqual([['no-device', 1]]);
    expect(links(world.batch(event()))).toEqual([['d-1', { plan: 'pro' }]]);
    expect(links(world.batch(event()))).toEqual([]);
  });

  it('do not lend each other the ids that are kept among the user’s properties', () => {
    const android = { idfv: undefined, platform: 'Android', os_name: 'Android' };
    const world = given(
      [aSync()],
      event({ ...android, device_id: 'd-1', user_properties: { android_id: 'first' } }),
      event({ ...android, device_id: 'd-2', user_properties: { android_id: 'second' } }),
    );
    const done = world.batch(identify({ device_id: 'd-2', user_properties: { plan: 'pro' } }));
    expect(done.links.map(({ kochavaDeviceId, ids }) => [kochavaDeviceId, ids])).toEqual([
      ['d-2', { android_id: 'second' }],
      ['d-1', {}],
    ]);
  });

  it('are one device at Kochava when their id there is a property of the user', () => {
    const sync = aSync({ mappings: { kochava_device_id: 'user_properties.kid' } });
    const world = given([sync], ...phones, identify({ device_id: undefined, user_properties: { kid: 'K-1' } }));
    const done = world.batch(identify({ device_id: undefined, ...set({ plan: 'pro' }) }));
    expect(links(done)).toEqual([['K-1', { plan: 'pro' }]]);
    const alone = given([sync]).batch(identify({ device_id: undefined, user_properties: { kid: 'K-2', plan: 'x' } }));
    expect(links(alone)).toEqual([['K-2', { plan: 'x' }]]);
  });

  it('are found at Kochava by an id that only an earlier event had', () => {
    const sync = aSync({ mappings: { kochava_device_id: 'idfv' } });
    const done = given([sync], event({ idfv: 'V-1' })).batch(identify(set({ plan: 'pro' })));
    expect(links(done)).toEqual([['V-1', { plan: 'pro' }]]);
  });

  it('cannot be reached while no event tells their id at Kochava: noted', () => {
    const sync = aSync({ mappings: { kochava_device_id: 'event_properties.kid' } });
    const done = given([sync]).batch(identify(set({ plan: 'pro' })));
    expect(links(done)).toEqual([]);
    expect([...done.notes]).toEqual([['no-kochava-device-id', 1]]);
  });
});

describe('a device that becomes known for a user', () => {
  it('gets everything selected that the user has; his other devices nothing', () => {
    const world = given([both], event({ device_id: 'd-1', ...set({ plan: 'pro', loyalty_id: 7 }) }));
    expect(links(world.batch(event({ device_id: 'd-2' })))).toEqual([['d-2', { plan: 'pro', loyalty_id: '7' }]]);
  });

  it('hands over what it was told anonymously, which the other devices get too', () => {
    const world = given(
      [both],
      event({ device_id: 'd-1', ...set({ plan: 'pro' }) }),
      event({ device_id: 'd-2', user_id: undefined, ...set({ plan: 'free', loyalty_id: 7 }) }),
    );
    expect(links(world.batch(event({ device_id: 'd-2' })))).toEqual([
      ['d-2', { plan: 'pro', loyalty_id: '7' }],
      ['d-1', { loyalty_id: '7' }],
    ]);
  });

  it('takes back what it was told for another user', () => {
    const world = given(
      [both],
      event({ user_id: 'ann', ...set({ plan: 'pro', loyalty_id: 7 }) }),
      event({ user_id: 'bob', device_id: 'd-2', ...set({ plan: 'free' }) }),
    );
    expect(links(world.batch(event({ user_id: 'bob', device_id: 'd-1' })))).toEqual([
      ['d-1', { plan: 'free', loyalty_id: null }],
    ]);
    const change = identify({ user_id: 'ann', device_id: undefined, ...set({ plan: 'x' }) });
    expect([...world.batch(change).notes]).toEqual([['no-device', 1]]);
  });

  it('is forgotten by its zero advertising id, not by one that is missing', () => {
    const world = given([aSync()], event({ idfa: 'A-1', idfv: 'V-1' }));
    const idsAfter = (fields: object) =>
      world.batch(event({ idfv: undefined, ...fields })).dispatches.get('sync-1')?.[0]?.mapped.ids;
    expect(idsAfter({})).toEqual({ idfa: 'A-1', idfv: 'V-1' });
    expect(idsAfter({ idfa: '00000000-0000-0000-0000-000000000000' })).toEqual({ idfv: 'V-1' });
    expect(idsAfter({})).toEqual({ idfv: 'V-1' });
  });
});
