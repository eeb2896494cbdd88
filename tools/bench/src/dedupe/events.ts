import { type SyncConfig } from '@kochava-stream/contracts';
import { dedupeKey } from '@kochava-stream/domain/uploads';
import { type Received } from '@kochava-stream/domain/routing';

export const sync: SyncConfig = {
  ...{ v: 1, id: 'bench', project: 'bench', version: 1, status: 'enabled', name: 'Benchmark', appGuid: 'kobench' },
  authentication: { enabled: false },
  sendEvents: {
    ...{ enabled: true, events: ['Purchase'], filters: [], rename: {}, currency: null },
    properties: { event: ['price'], user: [] },
  },
  mappings: { kochava_device_id: 'device_id', ip: 'ip', idfv: 'idfv' },
  sendUsers: { enabled: false, properties: [] },
  hold: { settleSeconds: 0, expireDays: 30 },
  concurrency: 10,
};

const devices = 20_000;

/** `old` ones are in the table before; of `new` ones each run has its own. */
export interface Id {
  readonly kind: 'old' | 'new';
  readonly n: number;
}

/** An event that the sync sends, as the transformer has parsed it. */
export function received({ kind, n }: Id, run: string, at: number): Received {
  const device = n % devices;
  const event = {
    event_type: 'Purchase',
    time: at,
    device_id: `device-${device}`,
    insert_id: kind === 'old' ? oldId(n) : `new-${run}-${n}`,
    platform: 'iOS',
    os_name: 'ios',
    os_version: '17.4',
    device_model: 'iPhone15,3',
    app_version: '3.3.0',
    ip: '203.0.113.7',
    idfv: `BCCE52E7-03EE-321A-B3D4-${String(device).padStart(12, '0')}`,
    event_properties: { price: 12.5 },
  };
  const part = { project: sync.project, receivedAt: at, uploadedAt: at, events: [event] };
  return { part, event, key: dedupeKey(sync.project, event), place: { seq: 1, index: 0 } };
}

/** As the transformer makes it of the old event `n`. */
export function oldKey(n: number): string {
  const key = dedupeKey(sync.project, {
    event_type: '',
    time: 0,
    device_id: `device-${n % devices}`,
    insert_id: oldId(n),
  });
  return key ?? '';
}

function oldId(n: number): string {
  return `old-${n}`;
}
