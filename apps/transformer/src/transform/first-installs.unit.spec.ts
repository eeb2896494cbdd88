import { aSync } from '@kochava-stream/testing';
import { installKeys, onlyFirstInstalls } from './first-installs.ts';
import { bodies, ends, event, given } from './world.spec.ts';

const type = '[Amplitude] Application Installed';
const installs = aSync({
  id: 'installs',
  kind: 'install',
  sendEvents: { events: [type], properties: { event: [], user: [] } },
  sendUsers: { enabled: false, properties: [] },
});
const opened = (device_id: string) => event({ event_type: type, device_id });

describe('an install', () => {
  it('is sent once for each device, the first of its batch, and the others are counted as filtered', () => {
    const all = given([installs, aSync()]).batch(opened('d-1'), opened('d-2'), opened('d-1'), opened('d-1'));
    expect(installKeys(all).size).toBe(2);
    const done = onlyFirstInstalls(all, new Set());
    const sent = bodies(done, 'installs');
    expect(sent.map(({ action, kochava_device_id: id }) => [action, id])).toEqual([
      ['install', 'd-1'],
      ['install', 'd-2'],
    ]);
    expect(ends(done)).toEqual([
      '- received 4',
      'installs dispatched 2',
      'installs filtered install-repeated 2',
      'sync-1 filtered not-selected 4',
    ]);
  });

  it('is not sent when an earlier batch has sent it', () => {
    const all = given([installs]).batch(opened('d-1'));
    const done = onlyFirstInstalls(all, installKeys(all));
    expect([...done.dispatches]).toEqual([]);
    expect(ends(done)).toEqual(['- received 1', 'installs filtered install-repeated 1']);
  });

  it('of another sync is another one, and no event is taken for one', () => {
    const all = given([installs, aSync({ sendEvents: { events: [type] } })]).batch(opened('d-1'));
    expect(installKeys(all)).not.toEqual(
      installKeys(given([aSync({ ...installs, id: 'installs-2' })]).batch(opened('d-1'))),
    );
    expect(onlyFirstInstalls(all, new Set())).toBe(all);
    expect(bodies(all)).toMatchObject([{ action: 'event', data: { event_name: type } }]);
  });
});
