import { type End, type Made } from '../ledgers/told.ts';
import { deviceFields, type Device } from './devices.ts';
import { between, weighted, type Random } from './random.ts';

/** An event as it is sent, and what must become of it. */
export interface MadeEvent {
  readonly made: Made;
  readonly body: Record<string, unknown>;
}

/** The sync that the events are made for: which are sent, which are filtered, which user properties are linked. */
export const syncOf = (
  app: string,
  { settleSeconds, concurrency }: { settleSeconds: number; concurrency: number },
) => ({
  name: app,
  appGuid: app,
  concurrency,
  sendEvents: {
    enabled: true,
    events: ['Purchase'],
    filters: [{ on: 'event', property: 'price', operator: 'is greater than', values: [10] }],
    properties: { event: ['insert_id', 'price', 'item'], user: ['mood'] },
  },
  sendUsers: { enabled: true, properties: ['plan', 'loyalty_id'] },
  hold: { settleSeconds, expireDays: 30 },
});

type Shape = 'purchase' | 'cheap' | 'addressless' | 'screen' | 'identify';

const usualShapes = [
  [68, 'purchase'],
  [8, 'cheap'],
  [2, 'addressless'],
  [12, 'screen'],
  [10, 'identify'],
] as const;

/** Makes the events of devices; every number in them comes from `random`. */
export class EventMaker {
  #made = 0;
  #values = 0;

  constructor(
    private readonly run: string,
    private readonly random: Random,
  ) {}

  /** The next event of the device, `now` in ms. */
  next(device: Device, now: number): MadeEvent {
    const first = device.linkFirst && device.uploads === 0;
    const shape: Shape = first ? 'identify' : weighted(this.random, usualShapes);
    this.#made += 1;
    const id = `${this.run}-${this.#made}`;
    const { sets, operations } = this.#properties(device, shape);
    const body = {
      ...deviceFields(device),
      ...(shape === 'addressless' ? {} : { ip: '203.0.113.7' }),
      event_type: shape === 'identify' ? '$identify' : shape === 'screen' ? 'Screen Viewed' : 'Purchase',
      time: now,
      insert_id: id,
      event_id: this.#made,
      session_id: now - 60_000,
      event_properties: {
        price: shape === 'cheap' ? between(this.random, 1, 10) : between(this.random, 11, 999),
        item: 'Skis, all mountain',
        page: '/products/winter/skis?ref=home',
      },
      ...(operations === undefined ? {} : { user_properties: operations }),
    };
    return { made: { id, device: device.number, end: endOf(device, shape), sets }, body };
  }

  /** An identify sets something; of the others one in ten carries user properties along. */
  #properties(device: Device, shape: Shape): { sets: Record<string, string>; operations?: Record<string, unknown> } {
    if (shape !== 'identify' && this.random() > 0.1) return { sets: {} };
    const sets: Record<string, string> = {};
    const names = weighted(this.random, [
      [6, ['plan']],
      [3, ['loyalty_id']],
      [2, ['plan', 'loyalty_id']],
      // Nothing that is linked: one that is not selected.
      [1, []],
    ] as const);
    for (const name of names) sets[name] = `${name}-${device.number}-${(this.#values += 1)}`;
    // One that has its value already: no change, no link.
    const again = this.random() < 0.1 && names.length === 1 ? device.properties : {};
    Object.assign(device.properties, sets);
    const all = {
      ...again,
      ...sets,
      mood: weighted(this.random, [
        [1, 'fine'],
        [1, 'better'],
      ] as const),
    };
    return { sets, operations: shape === 'identify' ? { $set: all } : all };
  }
}

function endOf({ kind }: Device, shape: Shape): End {
  if (shape === 'identify' || shape === 'screen') return 'filtered not-selected';
  if (shape === 'cheap') return 'filtered filter-1';
  if (shape === 'addressless') return 'dropped no-ip';
  if (kind === 'nameless') return 'dropped no-device-id';
  return kind === 'refused' ? 'refused' : 'delivered';
}
