import { type Chapter } from './rule.ts';

const idfv = { idfv: 'V-1' };
const idfa = { idfa: 'A-1' };
const adid = { adid: 'G-1' };
const gold = { plan: 'gold' };
const settled = { pass: '10 s' };
const asked = { request: 'd-1', properties: gold, ids: idfv };
const event = { event: 'd-1', ids: idfv };
const link = { to: 'd-1', with: gold, by: idfv };
const pro = { request: 'd-1', properties: { plan: 'pro' } };
const accepted = [asked, event, settled, { answer: 'd-1', as: 'accepted' as const }];

export const devices: Chapter = {
  title: 'Devices and their identifiers',
  text:
    'A device is a `kochava_device_id` of a sync. Its idfa, idfv, adid and android_id are learned and merged into it. A link carries ' +
    'the newest of each kind that Kochava has seen: one that it never saw would not be tied. Zeros are no identifier.\n\n' +
    'A device that Kochava has, but by no identifier, is `no-identifier`: it is counted by itself (the identity page, ' +
    '`GET /api/syncs/{id}/identity`, the metric `kochava_stream_link_holds_waiting`), leaves that state as soon as Kochava has seen an ' +
    'identifier, and expires with that reason.\n\n' +
    'Who a property belongs to is decided before the hold, from what the events say: a user who logs in takes his own properties to ' +
    'the device, and what the one before him had told is withdrawn.',
  rules: [
    {
      rule: 'Tracking allowed later: the idfa is carried once Kochava has seen it',
      given: [...accepted, { ...pro, ids: { ...idfv, ...idfa } }, { answer: 'd-1', as: 'accepted' }],
      when: [{ event: 'd-1', ids: { ...idfv, ...idfa } }, { ...pro, properties: { plan: 'team' } }, settled],
      then: { links: [{ to: 'd-1', with: { plan: 'team' }, by: { ...idfv, ...idfa } }] },
    },
    {
      rule: 'Tracking allowed later: until then the idfv suffices',
      given: accepted,
      when: [{ ...pro, ids: { ...idfv, ...idfa } }],
      then: { links: [{ to: 'd-1', with: { plan: 'pro' }, by: idfv }] },
    },
    {
      rule: 'A postback that names the idfa alone finds the device that was named by it',
      given: [{ ...asked, ids: { ...idfv, ...idfa } }],
      when: [{ install: null, ids: idfa }, settled],
      then: { links: [{ ...link, by: idfa }] },
    },
    {
      rule: 'A reset identifier replaces the old one, after its own settle delay',
      given: [{ event: 'd-1', ids: adid }, settled],
      when: [{ event: 'd-1', ids: { adid: 'G-2' } }, { ...asked, ids: { adid: 'G-2' } }, settled],
      then: { links: [{ ...link, by: { adid: 'G-2' } }] },
    },
    {
      rule: 'A changed idfv that Kochava has not seen is not carried',
      given: [event, settled],
      when: [{ ...asked, ids: { idfv: 'V-2' } }],
      then: { links: [link] },
    },
    {
      rule: 'android_id alone suffices',
      given: [{ ...asked, ids: { android_id: 'N-1' } }],
      when: [{ event: 'd-1', ids: { android_id: 'N-1' } }, settled],
      then: { links: [{ ...link, by: { android_id: 'N-1' } }] },
    },
    {
      rule: 'Zeros are no identifier',
      given: [{ ...asked, ids: {} }],
      when: [{ install: 'd-1', ids: { idfa: '00000000-0000-0000-0000-000000000000' } }, { pass: '1 h' }],
      then: { held: { 'd-1': 'no-identifier' } },
    },
    {
      rule: 'Without an identifier it waits by itself',
      given: [{ ...asked, ids: {} }],
      when: [{ install: 'd-1' }, { pass: '1 h' }],
      then: { held: { 'd-1': 'no-identifier' } },
    },
    {
      rule: 'And goes on with the first one that Kochava sees',
      given: [{ ...asked, ids: {} }, { install: 'd-1' }, { pass: '1 days' }],
      when: [event, settled],
      then: { links: [link] },
    },
    {
      rule: 'And ends with that reason',
      given: [{ ...asked, ids: {} }, { install: 'd-1' }],
      when: [{ pass: '30 days' }],
      then: { expired: { 'd-1': 'no-identifier' } },
    },
    {
      rule: 'Another user logs in: what was held of the first is withdrawn',
      given: [{ ...asked, properties: { plan: 'gold', tier: '2' } }],
      when: [{ request: 'd-1', properties: { plan: 'free', tier: null } }, event, settled],
      then: { links: [{ ...link, with: { plan: 'free' } }] },
    },
    {
      rule: 'One device waits for nobody else',
      given: [asked, { request: 'd-2', properties: gold, ids: { idfv: 'V-2' } }],
      when: [{ event: 'd-2', ids: { idfv: 'V-2' } }, settled],
      then: { links: [{ to: 'd-2', with: gold, by: { idfv: 'V-2' } }], held: { 'd-1': 'unconfirmed' } },
    },
  ],
};

const again = { request: 'd-2', properties: { plan: 'pro' }, ids: idfv };
const second = { to: 'd-2', with: { plan: 'pro' }, by: idfv };

export const generations: Chapter = {
  title: 'Generations: the same device, installed again',
  text:
    'After a reinstall the app has a new `kochava_device_id` and, mostly, the same identifiers. With Install Reprocessing Kochava writes a ' +
    'new install for it. So it is a device of its own here, with a hold of its own, and what was known of the one before does not ' +
    'release it: [ADR 0018](adr/0018-generations.md). An install that is known by identifiers alone is about the devices that wait ' +
    'with them, or, if none has them yet, the first that comes. What is said again within an hour is a repetition; later, it is ' +
    'about the next install. A device_id that was generated anew is treated alike: nothing follows from the one to the other.',
  rules: [
    {
      rule: 'The new device has its own hold',
      given: accepted,
      when: [again, { pass: '1 days' }],
      then: { held: { 'd-2': 'unconfirmed' } },
    },
    {
      rule: 'It is released by its own event',
      given: [...accepted, again],
      when: [{ event: 'd-2', ids: idfv }, settled],
      then: { links: [second] },
    },
    {
      rule: 'Or by its own install',
      confirmBy: 'install',
      given: [{ install: 'd-1', ids: idfv }, again],
      when: [{ install: 'd-2', ids: idfv }, settled],
      then: { links: [second] },
    },
    {
      rule: 'An install of the older one, known by its identifiers, does not release it',
      given: [asked, { install: null, ids: idfv }, settled],
      when: [again, { pass: '1 days' }],
      then: { held: { 'd-2': 'unconfirmed' } },
    },
    {
      rule: 'Nor does one that came before the older one, and was his',
      given: [{ install: null, ids: idfv }, asked, settled],
      when: [again, { pass: '1 days' }],
      then: { held: { 'd-2': 'unconfirmed' } },
    },
    {
      rule: 'Nor one of a device that an event had confirmed',
      given: [event, { install: null, ids: idfv }],
      when: [again, { pass: '1 days' }],
      then: { held: { 'd-2': 'unconfirmed' } },
    },
    {
      rule: 'Nor the same once more, soon after',
      given: [asked, { install: null, ids: idfv }, again],
      when: [{ install: null, ids: idfv }, { pass: '59 min' }],
      then: { held: { 'd-2': 'unconfirmed' }, links: [link] },
    },
    {
      rule: 'A later one does, that waits',
      given: [asked, { install: null, ids: idfv }, settled, again, { pass: '1 days' }],
      when: [{ install: null, ids: idfv }, settled],
      then: { links: [second] },
    },
    {
      rule: 'A later one does, that comes before its link',
      given: [asked, { install: null, ids: idfv }, { pass: '1 days' }, { install: null, ids: idfv }],
      when: [again, settled],
      then: { links: [second] },
    },
    {
      rule: 'Two that wait with one identifier are both confirmed by it',
      given: [asked, again],
      when: [{ install: null, ids: idfv }, settled],
      then: { links: [link, second] },
    },
  ],
};
