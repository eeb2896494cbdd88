import { deviceShard, receivedInstalls } from '@kochava-stream/contracts';
import { anAmplitudeEvent, aSync } from '@kochava-stream/testing';
import { Stage, startServers, type Servers } from './stage.spec.ts';

const installed = '[Amplitude] Application Installed';
const asking = (given: Parameters<typeof aSync>[0] = {}) =>
  aSync({ ...given, hold: { settleSeconds: 0, expireDays: 30, installEvents: [installed] } });

let servers: Servers;
let stage: Stage;
beforeAll(async () => {
  servers = await startServers();
}, 120_000);
afterAll(async () => servers?.stop());
afterEach(async () => stage?.close());

describe('an event that tells of an install', () => {
  it('is told on once, for each sync that asks for it, though none selects it', async () => {
    const syncs = [asking(), asking({ id: 'sync-2', status: 'disabled' }), aSync({ id: 'sync-3' })];
    stage = await Stage.open(servers, [
      ...syncs,
      asking({ id: 'sync-4', kind: 'install', sendUsers: { enabled: false } }),
    ]);
    const service = await stage.startTransformer();
    const event = anAmplitudeEvent({ event_type: installed, insert_id: 'i-1' });
    const nameless = anAmplitudeEvent({
      event_type: installed,
      insert_id: 'i-2',
      device_id: undefined,
      user_id: 'u-1',
    });
    await stage.upload([event, anAmplitudeEvent({ insert_id: 'i-3' })]);
    await stage.received(2);
    await stage.upload([event, nameless]);
    await stage.received(4);
    const installs = await stage.installs();
    const said = { source: 'install-event', kochavaDeviceId: 'd-1', ids: { idfv: event['idfv'] } };
    expect(installs).toMatchObject([
      { ...said, sync: 'sync-1' },
      { ...said, sync: 'sync-2' },
    ]);
    expect(new Set(installs.map(({ id }) => id)).size).toBe(2);
    const { subjects = {} } = (
      await stage.nats.jsm.streams.info('RECEIVED', { subjects_filter: 'received.installs.*' })
    ).state;
    const shards = ['sync-1', 'sync-2'].map((sync) => receivedInstalls.subject({ shard: deviceShard(sync, 'd-1', 4) }));
    expect(Object.keys(subjects).sort()).toEqual([...new Set(shards)].sort());
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(/transformer_install_events_total\{result="told"[^}]*\} 2\n/);
    expect(metrics).toMatch(/transformer_install_events_total\{result="no-kochava-device-id"[^}]*\} 2\n/);
  });
});
