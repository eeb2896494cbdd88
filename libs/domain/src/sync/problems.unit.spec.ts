import fc from 'fast-check';
import { emptyDocument, type SyncDocument } from './document.ts';
import { mergePatch } from './merge-patch.ts';
import { saveProblems } from './problems.ts';

const document: SyncDocument = { ...emptyDocument('Post-install'), appGuid: 'kodemo' };
const problems = (patch: object) => saveProblems(mergePatch(document, patch));
const events = (...names: unknown[]) => ({ sendEvents: { events: names } });
const properties = (...event: unknown[]) => ({ sendEvents: { properties: { event } } });
const filters = (...given: object[]) => ({
  sendEvents: {
    filters: given.map((each) => ({ on: 'event', property: 'p', operator: 'is', values: ['x'], ...each })),
  },
});
const rename = (from: string, to: unknown) => ({ sendEvents: { rename: { [from]: to } } });

/** What is given; where the fault is; words that say what to do. */
const refused: [object, string, RegExp][] = [
  // names that are not there to be sent
  [events('Purchase', '_all'), '/sendEvents/events/1', /select the events by their names/],
  [events('_identify'), '/sendEvents/events/0', /Send Users/],
  [events('$identify'), '/sendEvents/events/0', /Send Users/],
  [events('$groupidentify'), '/sendEvents/events/0', /remove it/],
  [events('ce:Big Spender'), '/sendEvents/events/0', /custom event.*no event carries it.*made of/],
  [events('merged:Buy'), '/sendEvents/events/0', /merged from several.*the ones that it was merged from/],
  [events('x'.repeat(1_025)), '/sendEvents/events/0', /1025 characters; at most 1024/],
  [events('Purchase', 'View', 'Purchase'), '/sendEvents/events/2', /same as \/sendEvents\/events\/0: remove one/],
  [events(' '), '/sendEvents/events/0', /blank/],
  [events(''), '/sendEvents/events/0', /empty: fill it in, or remove it/],
  [events(7), '/sendEvents/events/0', /must be text, and is 7/],
  [{ sendEvents: { events: 'Purchase' } }, '/sendEvents/events', /must be a list/],
  [properties('price', 'campaign'), '/sendEvents/properties/event/1', /reserved by Kochava.*another name/],
  [properties('derived_properties.ltv'), '/sendEvents/properties/event/0', /derived.*computed from/],
  [properties('derivedV2:ltv'), '/sendEvents/properties/event/0', /derived/],
  [properties('lookup:sku'), '/sendEvents/properties/event/0', /looked up/],
  [properties('Device Family'), '/sendEvents/properties/event/0', /device_model/],
  [{ sendEvents: { properties: { user: ['jailbroken'] } } }, '/sendEvents/properties/user/0', /reserved by Kochava/],
  [{ sendUsers: { properties: ['plan', 'plan'] } }, '/sendUsers/properties/1', /remove one/],
  [{ sendUsers: { properties: ['merged_properties.x'] } }, '/sendUsers/properties/0', /merged/],
  [{ sendUsers: { properties: ['Version'] } }, '/sendUsers/properties/0', /app_version/],
  // what an install is not
  [{ kind: 'install', sendUsers: { enabled: true } }, '/sendUsers/enabled', /Post Install.*same app/],
  [{ kind: 'install', ...properties('price') }, '/sendEvents/properties/event', /install has neither/],
  [
    { kind: 'install', sendEvents: { properties: { user: ['plan'] } } },
    '/sendEvents/properties/user',
    /leave it empty/,
  ],
  [{ kind: 'install', ...rename('Opened', 'View') }, '/sendEvents/rename', /leave it empty/],
  [{ kind: 'install', sendEvents: { currency: 'USD' } }, '/sendEvents/currency', /leave it empty/],
  // filters
  [filters({ operator: 'sounds like' }), '/sendEvents/filters/0/operator', /one of "is", .*and is "sounds like"/],
  [filters({ on: 'cohort' }), '/sendEvents/filters/0/on', /one of "event", "user", "group", "context"/],
  [filters({ values: [] }), '/sendEvents/filters/0/values', /at least one value/],
  [filters({ values: ['x', 'x'] }), '/sendEvents/filters/0/values/1', /remove one/],
  [filters({}, {}), '/sendEvents/filters/1', /remove one/],
  [filters({ operator: 'is at least', values: ['soon'] }), '/sendEvents/filters/0/values/0', /numbers.*"soon" is none/],
  [filters({ operator: 'contains', values: [''] }), '/sendEvents/filters/0/values/0', /something to look for/],
  [filters({ operator: 'matches one of', values: [''] }), '/sendEvents/filters/0/values/0', /something to look for/],
  [filters({ values: ['x'.repeat(1_025)] }), '/sendEvents/filters/0/values/0', /at most 1024/],
  [filters({ values: [{}] }), '/sendEvents/filters/0/values/0', /must be text or a number or true or false/],
  [filters({ on: 'context', property: 'colour' }), '/sendEvents/filters/0/property', /use one of app_version/],
  [filters({ property: 'derived:x' }), '/sendEvents/filters/0/property', /derived/],
  [filters({ not: true }), '/sendEvents/filters/0/not', /no field of a sync/],
  // names at Kochava
  [rename('Buy', ' '), '/sendEvents/rename/Buy', /blank/],
  [rename('Buy', ''), '/sendEvents/rename/Buy', /empty/],
  [rename('Buy', 'x'.repeat(257)), '/sendEvents/rename/Buy', /at most 256/],
  [rename('Buy', '_install'), '/sendEvents/rename/Buy', /install/],
  [rename('a/b~c', '_install'), '/sendEvents/rename/a~1b~0c', /install/],
  [rename('ce:Buy', 'Purchase'), '/sendEvents/rename/ce:Buy', /custom event/],
  // the rest
  [{ name: '' }, '/name', /empty/],
  [{ name: ' ' }, '/name', /blank/],
  [{ name: 'x'.repeat(101) }, '/name', /101 characters; at most 100/],
  [{ name: null }, '/name', /is required/],
  [{ appGuid: 'ko demo' }, '/appGuid', /without blanks/],
  [{ appGuid: 'x'.repeat(101) }, '/appGuid', /at most 100/],
  [{ sendEvents: { currency: 'dollar' } }, '/sendEvents/currency', /ISO 4217/],
  [{ mappings: { kochava_device_id: null } }, '/mappings/kochava_device_id', /is required/],
  [{ mappings: { ip: '' } }, '/mappings/ip', /empty/],
  [{ mappings: { idfa: 'event_properties.' } }, '/mappings/idfa', /write event_properties\.<name>/],
  [{ mappings: { idfa: ' idfa' } }, '/mappings/idfa', /blank/],
  [{ mappings: { idfa: 'user_properties.derived:x' } }, '/mappings/idfa', /derived/],
  [{ mappings: { imei: 'x' } }, '/mappings/imei', /no field of a sync/],
  [{ hold: { settleSeconds: -1 } }, '/hold/settleSeconds', /at least 0/],
  [{ hold: { expireDays: 0 } }, '/hold/expireDays', /more than 0/],
  [{ hold: { expireDays: 366 } }, '/hold/expireDays', /at most 365/],
  [{ hold: { confirmBy: 'hope' } }, '/hold/confirmBy', /"install-or-event", "install"/],
  [{ hold: { installEvents: ['_all'] } }, '/hold/installEvents/0', /by their names/],
  [{ sendUsers: { emails: 'send' } }, '/sendUsers/emails', /"refuse", "sha256", "allow"/],
  [{ delivery: { maxPerSecond: 0 } }, '/delivery/maxPerSecond', /more than 0/],
  [{ delivery: { retryHours: 73 } }, '/delivery/retryHours', /at most 72/],
  [{ postbacks: { parameters: { imei: 'x' } } }, '/postbacks/parameters/imei', /no field of a sync/],
  [{ kind: 'install', sendUsers: { enabled: true } }, '/sendUsers/enabled', /Post Install/],
  [{ concurrency: 1.5 }, '/concurrency', /whole number/],
  [{ concurrency: 1_001 }, '/concurrency', /at most 1000/],
  [{ colour: 'red' }, '/colour', /no field of a sync: remove it/],
  [{ sendEvents: { enabled: 'yes' } }, '/sendEvents/enabled', /true or false/],
  [{ sendEvents: null }, '/sendEvents', /is required/],
  [events(...Array.from({ length: 2_001 }, (_, n) => `e${n}`)), '/sendEvents/events', /2001 entries; at most 2000/],
];

describe('a document', () => {
  it.each(refused)('%j is refused at %s: %s', (patch, field, words) => {
    const found = problems(patch);
    expect(found).toEqual([{ field, problem: expect.stringMatching(words) as string }]);
  });

  it('is refused when it is too large, whatever is in it', () => {
    const names = Array.from({ length: 1_000 }, (_, n) => `${n}-${'x'.repeat(600)}`);
    const found = problems({ sendUsers: { properties: names } });
    expect(found).toEqual([{ field: '', problem: expect.stringMatching(/bytes; at most 500000/) as string }]);
  });

  it('is told everything that is wrong with it at once', () => {
    const found = problems({ name: '', colour: 1, ...events('_all', 'View', 'View'), mappings: { ip: '' } });
    expect(found.map(({ field }) => field).sort()).toEqual([
      '/colour',
      '/mappings/ip',
      '/name',
      '/sendEvents/events/0',
      '/sendEvents/events/2',
    ]);
  });

  it('is taken with everything that there is', () => {
    const full = {
      ...filters(
        { on: 'event', operator: 'is', values: ['x', 1, true] },
        { on: 'user', operator: 'is not', values: [''] },
        { on: 'group', operator: 'contains' },
        { on: 'context', property: 'country', operator: 'matches one of', values: ['United*'] },
        { operator: 'is greater than', values: [1, '2.5'] },
        { operator: 'is set', values: [] },
        { operator: 'is not set', values: [] },
      ),
      mappings: { android_id: 'user_properties.android_id', att: 'event_properties.att', idfv: null, adid: '' },
    };
    expect(problems(full)).toEqual([]);
    expect(
      problems({
        kind: 'post-install',
        sendUsers: { emails: 'allow' },
        hold: { confirmBy: 'install', installEvents: ['[Amplitude] Application Installed'] },
        delivery: { maxPerSecond: 0.5, retryHours: 1 },
        postbacks: { parameters: { idfa: 'ios_idfa', event_name: 'event' } },
      }),
    ).toEqual([]);
    expect(
      problems({ sendEvents: { events: ['[Amplitude] Revenue'], rename: { Buy: 'Purchase' }, currency: 'EUR' } }),
    ).toEqual([]);
  });

  it('is never more than refused: nothing that is sent makes the rules fail', () => {
    const anything = fc.jsonValue({ maxDepth: 4 });
    const fields = fc.constantFrom('name', 'appGuid', 'sendEvents', 'mappings', 'sendUsers', 'hold', 'concurrency');
    const inner = fc.constantFrom('events', 'filters', 'properties', 'rename', 'currency', 'ip', 'idfa', 'enabled');
    fc.assert(
      fc.property(fields, inner, anything, (field, name, value) => {
        for (const patch of [{ [field]: value }, { [field]: { [name]: value } }]) {
          const found = saveProblems(mergePatch(document, patch));
          expect(new Set(found.map((each) => each.field)).size).toBe(found.length);
        }
      }),
    );
    fc.assert(fc.property(anything, (value) => expect(saveProblems(value).length).toBeGreaterThan(0)));
  });
});
