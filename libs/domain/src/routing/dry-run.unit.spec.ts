import { type SyncConfig } from '@kochava-stream/contracts';
import { anAmplitudeEvent, aSync } from '@kochava-stream/testing';
import { dryRun, type Remembered } from './dry-run.ts';

const run = (sync: SyncConfig, fields: Record<string, unknown> = {}, remembered?: Remembered) =>
  dryRun({ event: anAmplitudeEvent(fields), receivedAt: 1_795_437_238_000, sync, remembered });

describe('dryRun', () => {
  it('finds the request, byte for byte, and the links that the event would cause', () => {
    const user_properties = { $set: { plan: 'pro', shoe: 42 } };
    const { end, mapped, links } = run(aSync({ status: 'disabled' }), { user_properties });
    expect(end).toEqual({ sync: 'sync-1', what: 'dispatched', reason: '' });
    expect(JSON.parse(mapped?.body ?? '')).toHaveProperty('data.event_name', 'Purchase');
    expect(links.map(({ properties }) => ({ ...properties }))).toEqual([{ plan: 'pro' }]);
  });

  it('finds the rule that stops it, and what each filter saw', () => {
    const filters: SyncConfig['sendEvents']['filters'] = [
      { on: 'event', property: 'price', operator: 'is greater than', values: [1] },
      { on: 'user', property: 'plan', operator: 'is', values: ['pro'] },
      { on: 'context', property: 'country', operator: 'is set', values: [] },
    ];
    const sync = aSync({ sendEvents: { filters } });
    const event = { event_properties: { price: 12.5 } };
    const free = run(sync, event, { userProperties: { plan: 'free' }, ids: {} });
    expect(free.end).toMatchObject({ what: 'filtered', reason: 'filter-2' });
    expect(free.mapped).toBeUndefined();
    expect(free.filters).toEqual([
      { holds: true, actual: 12.5 },
      { holds: false, actual: 'free' },
      { holds: false, actual: undefined },
    ]);
    const pro = run(sync, { ...event, country: 'Peru' }, { userProperties: { plan: 'pro' }, ids: {} });
    expect(pro.end.what).toBe('dispatched');
  });

  it('finds why it cannot be mapped, unless what is missing was known before', () => {
    const noIds = { idfv: undefined, idfa: undefined, platform: 'iOS' };
    expect(run(aSync(), noIds).end).toMatchObject({ what: 'dropped', reason: 'no-device-id' });
    const known = run(aSync(), noIds, { userProperties: {}, ids: { idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239' } });
    expect(known.end.what).toBe('dispatched');
  });

  it.each([
    [
      'of 2,000,000 bytes or more',
      'x'.repeat(2_000_000),
      'it must stay below 2,000,000. Deselect the largest: event property "price" (2,000,011 bytes).',
    ],
    [
      'that no message could carry',
      '"'.repeat(300_000),
      'it must stay below 900,000. Deselect the largest: event property "price" (600,011 bytes).',
    ],
  ])('says what to deselect of a request %s', (_what, price, says) => {
    const sync = aSync({ sendEvents: { properties: { event: ['price'], user: [] } } });
    const { end, mapped } = run(sync, { event_properties: { price } });
    expect(mapped).toBeUndefined();
    expect(end).toMatchObject({ what: 'dropped', reason: 'too-large' });
    expect(end.detail).toContain(says);
  });

  it('links only what is new to who is known', () => {
    const before = { userProperties: { plan: 'pro' }, ids: {} };
    const named = { user_id: 'user-1' };
    expect(run(aSync(), { ...named, user_properties: { plan: 'pro' } }, before).links).toEqual([]);
    const { links } = run(aSync(), { ...named, user_properties: { plan: 'team' } }, before);
    expect(links.map(({ properties }) => ({ ...properties }))).toEqual([{ plan: 'team' }]);
    expect(run(aSync({ sendUsers: { enabled: false } }), { user_properties: { plan: 'x' } }).links).toEqual([]);
  });
});
