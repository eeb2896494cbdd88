import { type AmplitudeEvent, type Mappings, type SyncConfig } from '@kochava-stream/contracts';

/** For specs: an iPhone's purchase as ingest accepts it, with the vendor id alone. What is given wins. */
export function purchase(given: Record<string, unknown> = {}): AmplitudeEvent {
  return {
    event_type: 'Purchase',
    time: 1_795_437_238_000,
    user_id: 'u-1',
    device_id: 'd-1',
    insert_id: 'i-1',
    platform: 'iOS',
    os_name: 'ios',
    os_version: '17.4',
    device_model: 'iPhone15,3',
    app_version: '1.0.0',
    ip: '203.0.113.7',
    idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239',
    user_agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)',
    ...given,
  };
}

/** For specs: an enabled sync that sends `Purchase` without properties and maps every id by its name. */
export function sync(
  given: { sendEvents?: Partial<SyncConfig['sendEvents']>; mappings?: Partial<Mappings> } = {},
): SyncConfig {
  return {
    v: 1,
    id: 'sync-1',
    project: 'project-1',
    version: 1,
    status: 'enabled',
    name: 'Post-install',
    appGuid: 'kodemo',
    authentication: { enabled: false },
    sendEvents: {
      enabled: true,
      events: ['Purchase'],
      filters: [],
      properties: { event: [], user: [] },
      rename: {},
      currency: null,
      ...given.sendEvents,
    },
    mappings: {
      kochava_device_id: 'device_id',
      ip: 'ip',
      idfa: 'idfa',
      idfv: 'idfv',
      adid: 'adid',
      android_id: 'android_id',
      ...given.mappings,
    },
    sendUsers: { enabled: true, properties: [] },
    hold: { settleSeconds: 10, expireDays: 30 },
    concurrency: 4,
  };
}
