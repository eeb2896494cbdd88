import { deviceShard, type ReceivedInstall } from '@kochava-stream/contracts';
import { receivedInstall } from './received-install.ts';

type Given = Omit<ReceivedInstall, 'id'>;

const idfv = 'BCCE52E7-03EE-321A-B3D4-E57123966239';
const adid = '38400000-8cf0-11bd-b23e-10b96e40000d';
const given: Given = {
  ...{ sync: 'sync-1', receivedAt: 1_795_437_238_000, source: 'postback' },
  ...{ kochavaDeviceId: 'KB1', ids: { idfv } },
};
const shards = 64;
const idOf = (change: Partial<Given>): string => receivedInstall({ ...given, ...change }, shards).install.id;

describe('a received install', () => {
  it('is published as it was read', () => {
    expect(receivedInstall(given, shards).install).toEqual({
      ...given,
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
  });

  it('has the id of what it says, whoever says it and whenever', () => {
    expect(idOf({ receivedAt: given.receivedAt + 5_000, source: 'import' })).toBe(idOf({}));
    expect(idOf({ ids: { adid, idfv } })).toBe(idOf({ ids: { idfv, adid } }));
  });

  it('has another id where it says something else', () => {
    const said = [
      idOf({}),
      idOf({ sync: 'sync-2' }),
      idOf({ kochavaDeviceId: 'KB2' }),
      idOf({ kochavaDeviceId: null }),
      idOf({ ids: {} }),
      idOf({ ids: { adid } }),
      idOf({ ids: { idfa: idfv } }),
    ];
    expect(new Set(said).size).toBe(said.length);
  });

  it('goes where its device’s requests go', () => {
    const { shard } = receivedInstall(given, shards);
    expect(shard).toBe(deviceShard('sync-1', 'KB1', shards));
    expect(receivedInstall({ ...given, ids: { adid } }, shards).shard).toBe(shard);
  });

  it('without a device goes by its id, to one place each time', () => {
    const nameless = receivedInstall({ ...given, kochavaDeviceId: null, ids: { adid } }, shards);
    expect(nameless.shard).toBe(deviceShard('sync-1', adid, shards));
    expect(receivedInstall({ ...given, kochavaDeviceId: null, ids: {} }, shards).shard).toBe(
      deviceShard('sync-1', '', shards),
    );
  });
});
