import { type SyncConfig } from '@kochava-stream/contracts';
import { type Random } from '../kernel/random.ts';
import { calm, type Moods } from '../kochava/far-end.ts';
import { deviceNumber } from './devices.ts';

/** One event of a story. */
export interface TimedEvent {
  readonly insertId: string;
  readonly device: number;
  /** `selected` leaves for Kochava with its price, `other` does not. */
  readonly shape: 'selected' | 'other';
  readonly price: number;
  /** The value of the linked user property that it sets. */
  readonly plan: string | undefined;
}

export interface Upload {
  readonly device: number;
  readonly pauseMs: number;
  readonly events: readonly TimedEvent[];
  /** The client sends it a second time, although it was taken. */
  readonly sentAgain: boolean;
}

/** What a seed tells. */
export interface Script {
  readonly shards: number;
  readonly workers: { readonly transformer: number; readonly linker: number; readonly dispatcher: number };
  readonly sync: SyncConfig;
  readonly settleMs: number;
  readonly leaseMs: number;
  readonly maxBatch: number;
  readonly uploads: ReadonlyMap<number, readonly Upload[]>;
  /** Links of a device without an event: they wait for ever. */
  readonly silent: ReadonlySet<number>;
  readonly moods: Moods;
  readonly breaks: number;
  readonly refuses: number;
}

export const projectId = 'project-1';
export const apiKey = '0123456789abcdef0123456789abcdef';

export function scriptOf(random: Random): Script {
  const settleSeconds = random.pick([0, 0.5, 2]);
  const devices = Array.from({ length: random.int(2, 4) }, (_, n) => deviceNumber(n + 1, random.chance(0.08)));
  const prices = { last: 0 };
  const silent = new Set(devices.filter(() => random.chance(0.08)));
  const uploads = new Map(
    devices.map((device) => [device, uploadsOf(device, { random, prices, silent: silent.has(device) })]),
  );
  const troubled = random.chance(0.35);
  return {
    shards: random.int(1, 3),
    workers: { transformer: random.int(1, 2), linker: random.int(1, 2), dispatcher: random.int(1, 2) },
    sync: syncOf(settleSeconds, random.int(1, 3)),
    settleMs: settleSeconds * 1_000,
    leaseMs: random.pick([1_200, 2_500]),
    maxBatch: random.pick([1, 3, 20, 1_000]),
    uploads,
    silent,
    moods: troubled ? moodsOf(random) : calm,
    breaks: random.pick([0, 0.002, 0.01]),
    refuses: random.pick([0, 0.002, 0.01]),
  };
}

function moodsOf(random: Random): Moods {
  const part = (): number => random.pick([0, 0.05, 0.2]);
  return { errors: part(), throttles: random.chance(0.2) ? 0.1 : 0, silence: part(), slow: part() };
}

function uploadsOf(device: number, on: { random: Random; prices: { last: number }; silent: boolean }): Upload[] {
  const { random, prices, silent } = on;
  return Array.from({ length: random.int(1, 5) }, (_, n): Upload => {
    const events = Array.from({ length: random.int(1, 3) }, (__, index): TimedEvent => {
      const price = (prices.last += 1);
      const shape = !silent && random.chance(0.6) ? 'selected' : 'other';
      const plan = random.chance(0.4) ? `plan-${price}` : undefined;
      return { insertId: `${device}-${n}-${index}`, device, shape, price, plan };
    });
    return { device, pauseMs: random.between(0, 600), events, sentAgain: random.chance(0.15) };
  });
}

function syncOf(settleSeconds: number, concurrency: number): SyncConfig {
  return {
    ...{ v: 1, id: 'sync-1', project: projectId, version: 1, status: 'enabled', name: 'Post-install' },
    ...{ appGuid: 'kodemo', authentication: { enabled: false }, concurrency },
    sendEvents: {
      ...{ enabled: true, events: ['Purchase'], filters: [], rename: {}, currency: null },
      properties: { event: ['price'], user: [] },
    },
    mappings: {
      ...{ kochava_device_id: 'device_id', ip: 'ip', idfa: 'idfa', idfv: 'idfv' },
      ...{ adid: 'adid', android_id: 'user_properties.android_id' },
    },
    sendUsers: { enabled: true, properties: ['plan'] },
    hold: { settleSeconds, expireDays: 30 },
  } as SyncConfig;
}
