import { type ProjectConfig, type SyncConfig } from '@kochava-stream/contracts';

/** What a test says about a sync: any depth; arrays and records of names are taken whole. */
export type SyncGiven = Partial<Omit<SyncConfig, 'v' | 'sendEvents' | 'mappings' | 'sendUsers' | 'hold'>> & {
  sendEvents?: Partial<SyncConfig['sendEvents']>;
  mappings?: Partial<SyncConfig['mappings']>;
  sendUsers?: Partial<SyncConfig['sendUsers']>;
  hold?: Partial<SyncConfig['hold']>;
};

/** An enabled sync that sends `Purchase` with `price`, links `plan`, and settles at once. */
export function aSync(given: SyncGiven = {}): SyncConfig {
  return {
    v: 1,
    id: 'sync-1',
    project: 'project-1',
    version: 1,
    status: 'enabled',
    name: 'Post-install',
    appGuid: 'kodemo',
    authentication: { enabled: false },
    concurrency: 10,
    ...given,
    sendEvents: {
      enabled: true,
      events: ['Purchase'],
      filters: [],
      properties: { event: ['price'], user: [] },
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
      android_id: 'user_properties.android_id',
      ...given.mappings,
    },
    sendUsers: { enabled: true, properties: ['plan'], ...given.sendUsers },
    hold: { settleSeconds: 0, expireDays: 30, ...given.hold },
  };
}

/** The project that `aSync` belongs to. */
export function aProject(given: Partial<ProjectConfig> = {}): ProjectConfig {
  return { v: 1, id: 'project-1', name: 'Demo', apiKeys: ['0123456789abcdef0123456789abcdef'], ...given };
}
