import { emptyDocument, type SyncDocument } from './document.ts';
import { hints } from './hints.ts';
import { mergePatch } from './merge-patch.ts';

const quiet: SyncDocument = {
  ...emptyDocument('Post-install'),
  appGuid: 'kodemo',
  sendEvents: { ...emptyDocument('').sendEvents, enabled: true, events: ['Purchase'] },
  mappings: { kochava_device_id: 'device_id', ip: 'ip', idfv: 'idfv' },
};
const hinted = (patch: object) => hints(mergePatch(quiet, patch) as SyncDocument);

const cases: [object, string, RegExp][] = [
  [{ sendEvents: { enabled: false } }, '', /nothing will be sent/],
  [{ sendEvents: { events: [] } }, '/sendEvents/events', /no event is selected/],
  [{ kind: 'install', sendEvents: { enabled: false } }, '', /^Send Events is off: nothing/],
  [{ kind: 'install', sendEvents: { events: [] } }, '/sendEvents/events', /\[Amplitude\] Application Installed/],
  [{ sendUsers: { enabled: true } }, '/sendUsers/properties', /no property is selected/],
  [{ sendEvents: { events: ['order completed'] } }, '/sendEvents/events/0', /rename it to "Purchase"/],
  [{ sendEvents: { rename: { Purchase: 'Add to Wishlist' } } }, '/sendEvents/rename/Purchase', /"Add to Wish List"/],
  [{ sendEvents: { rename: { Other: 'Purchase' } } }, '/sendEvents/rename/Other', /not selected/],
  [{ sendEvents: { properties: { event: ['x'], user: ['x'] } } }, '/sendEvents/properties/user/0', /own value is sent/],
  [{ sendEvents: { properties: { event: ['price'] } } }, '/sendEvents/currency', /gets none/],
  [{ sendUsers: { enabled: true, properties: ['Email'] } }, '/sendUsers/properties/0', /select an id/],
  [{ mappings: { idfa: 'idfa' } }, '/mappings/att', /drops the IDFA/],
  [{ mappings: { gdpr_applies: 'user_properties.gdpr' } }, '/mappings/tc_string', /both ad_user_data and/],
  [{ mappings: { ad_user_data: 'user_properties.aud' } }, '/mappings/tc_string', /no gdpr_privacy_consent is sent/],
  [{ mappings: { idfv: 'idvf' } }, '/mappings/idfv', /no field of Amplitude's events/],
  [{ mappings: { kochava_device_id: 'user_id' } }, '/mappings/kochava_device_id', /device_id does/],
  [
    { sendEvents: { properties: { event: Array.from({ length: 17 }, (_, n) => `p${n}`) } } },
    '/sendEvents/properties',
    /17 properties/,
  ],
];

describe('hints', () => {
  it('are not given without a reason', () => {
    expect(hints(quiet)).toEqual([]);
    expect(hinted({ sendEvents: { events: ['order completed'], rename: { 'order completed': 'Purchase' } } })).toEqual(
      [],
    );
    expect(hinted({ sendEvents: { properties: { event: ['price'] }, currency: 'USD' } })).toEqual([]);
    expect(hinted({ kind: 'install', sendEvents: { events: ['signed up'] } })).toEqual([]);
    expect(hinted({ mappings: { idfa: 'idfa', att: 'event_properties.att' } })).toEqual([]);
  });

  it.each(cases)('%j: %s %s', (patch, field, words) => {
    expect(hinted(patch)).toEqual([{ field, hint: expect.stringMatching(words) as string }]);
  });
});
