import { type Made } from '../ledgers/told.ts';
import { type Device, type DeviceKind } from './devices.ts';
import { EventMaker, type MadeEvent } from './events.ts';
import { between, weighted, type Random } from './random.ts';

/** What a client sends in one request; its devices are busy until it is answered. */
export interface Upload {
  readonly events: readonly MadeEvent[];
  readonly devices: readonly Device[];
}

/** The first devices are those that Kochava refuses. */
export const refusedDevices = 3;

/**
 * The phones of a project and what they send: single events, what a phone has gathered, and what a server sends for
 * many users at once. A device's uploads follow one another, so that it is known which value was set last.
 */
export class Population {
  readonly made: Made[] = [];
  readonly #devices: Device[] = [];
  readonly #events: EventMaker;

  constructor(
    run: string,
    private readonly random: Random,
  ) {
    this.#events = new EventMaker(run, random);
  }

  /** The next upload, sent at `now` (ms). */
  upload(now: number): Upload {
    const { random } = this;
    const devices = new Set<Device>();
    const count = random() < 0.08 ? between(random, 2, 10) : 1;
    for (let n = 0; n < count; n += 1) devices.add(this.#idle());
    const events: MadeEvent[] = [];
    for (const device of devices) {
      device.busy = true;
      const most = weighted(random, [
        [50, 1],
        [35, 5],
        [15, 20],
      ] as const);
      const several = count > 1 ? between(random, 1, 3) : between(random, 1, most);
      for (let n = 0; n < several; n += 1) events.push(this.#events.next(device, now));
      device.uploads += 1;
    }
    for (const { made } of events) this.made.push(made);
    return { events, devices: [...devices] };
  }

  /** It was answered, or given up. */
  answered({ devices }: Upload): void {
    for (const device of devices) device.busy = false;
  }

  /** A device without an upload under way: one in six is new. */
  #idle(): Device {
    if (this.#devices.length < refusedDevices || this.random() < 1 / 6) return this.#born();
    for (let tries = 0; tries < 10; tries += 1) {
      const device = this.#devices[between(this.random, 0, this.#devices.length - 1)];
      if (device !== undefined && !device.busy) return device;
    }
    return this.#born();
  }

  #born(): Device {
    const number = this.#devices.length + 1;
    const device: Device = {
      number,
      kind: this.#kind(number),
      linkFirst: this.random() < 0.25,
      uploads: 0,
      properties: {},
      busy: false,
    };
    this.#devices.push(device);
    return device;
  }

  #kind(number: number): DeviceKind {
    if (number <= refusedDevices) return 'refused';
    return this.random() < 0.06 ? 'nameless' : 'usual';
  }
}
