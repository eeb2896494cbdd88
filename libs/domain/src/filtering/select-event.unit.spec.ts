import { type AmplitudeEvent, type Filter, type SyncConfig } from '@kochava-stream/contracts';
import { selectEvent } from './select-event.ts';

const event: AmplitudeEvent = { event_type: 'Purchase', time: 1, device_id: 'd-1', event_properties: { price: 12 } };
const priceAbove = (value: number): Filter => ({
  on: 'event',
  property: 'price',
  operator: 'is greater than',
  values: [value],
});

function sync(
  sendEvents: Partial<SyncConfig['sendEvents']> = {},
  status: SyncConfig['status'] = 'enabled',
): SyncConfig {
  return {
    v: 1,
    id: 'sync-1',
    project: 'project-1',
    version: 1,
    status,
    name: 'Post-install',
    appGuid: 'kodemo',
    authentication: { enabled: false },
    sendEvents: {
      enabled: true,
      events: ['Purchase', 'Sign Up'],
      filters: [],
      properties: { event: [], user: [] },
      rename: {},
      currency: null,
      ...sendEvents,
    },
    mappings: { kochava_device_id: 'device_id', ip: 'ip' },
    sendUsers: { enabled: true, properties: [] },
    hold: { settleSeconds: 10, expireDays: 30 },
    concurrency: 4,
  };
}

const select = (of: SyncConfig, given: AmplitudeEvent = event) => selectEvent(of, { event: given, userProperties: {} });
const stoppedBy = (rule: string) => ({ selected: false, rule });

describe('selectEvent', () => {
  it('selects what is in the list', () => {
    expect(select(sync())).toEqual({ selected: true });
    expect(select(sync(), { ...event, event_type: 'Sign Up' })).toEqual({ selected: true });
  });

  it('names the first rule that stops an event', () => {
    const off = { enabled: false, events: [], filters: [priceAbove(99)] };
    expect(select(sync(off, 'disabled'))).toEqual(stoppedBy('sync-disabled'));
    expect(select(sync(off))).toEqual(stoppedBy('send-events-off'));
    expect(select(sync({ ...off, enabled: true }))).toEqual(stoppedBy('not-selected'));
    expect(select(sync({ filters: off.filters }))).toEqual(stoppedBy('filter-1'));
  });

  it('compares event types exactly, and sends none when none is selected', () => {
    for (const event_type of ['purchase', 'Purchase ', 'Purchas', '$identify', 'toString']) {
      expect(select(sync(), { ...event, event_type })).toEqual(stoppedBy('not-selected'));
    }
    expect(select(sync({ events: [] }))).toEqual(stoppedBy('not-selected'));
  });

  it('wants every filter to hold, and counts them from 1', () => {
    expect(select(sync({ filters: [priceAbove(1), priceAbove(2)] }))).toEqual({ selected: true });
    expect(select(sync({ filters: [priceAbove(1), priceAbove(99), priceAbove(99)] }))).toEqual(stoppedBy('filter-2'));
  });
});
