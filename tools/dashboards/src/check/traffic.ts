import { apiKey } from './syncs.ts';

/** Uploads as SDKs send them, one after the other, until it is stopped: all routes, and some that are wrong. */
export class Traffic {
  #stopped = false;
  #sent = 0;
  readonly #running: Promise<void>;

  constructor(private readonly ingestUrl: string) {
    this.#running = this.#run();
  }

  get sent(): number {
    return this.#sent;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const n = (this.#sent += 1);
      // Nobody waits for an answer: an outage must not stop what comes in.
      const sent = [this.#post('/2/httpapi', upload(purchases(n))), ...this.#others(n)];
      for (const post of sent) post.catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  #others(n: number): Promise<void>[] {
    if (n % 10 === 0)
      return [this.#post('/2/httpapi', '{"api_key":'), this.#post('/batch', upload(purchases(n + 1_000_000)))];
    // Held for ever: nothing tells Kochava of the device.
    if (n % 10 === 3)
      return [this.#post('/2/httpapi', upload([identify({ device_id: `quiet-${n}`, idfv: vendorId(n + 500_000) })]))];
    // A link without a device that Kochava could know, and one with a value that is too long.
    if (n % 10 === 5) return [this.#post('/2/httpapi', upload([identify({ user_id: `nobody-${n}@example.com` })]))];
    if (n % 10 === 7)
      return [
        this.#post(
          '/identify',
          form('identification', [identify({ device_id: `device-${n % 50}` }, 'x'.repeat(2000))]),
        ),
      ];
    return [];
  }

  async #post(path: string, body: string): Promise<void> {
    const type = path === '/identify' ? 'application/x-www-form-urlencoded' : 'application/json';
    const reply = await fetch(`${this.ingestUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
      signal: AbortSignal.timeout(10_000),
    });
    await reply.arrayBuffer();
  }
}

function upload(events: readonly object[]): string {
  return JSON.stringify({ api_key: apiKey, events, options: {} });
}

function form(name: string, value: readonly object[]): string {
  return new URLSearchParams({ api_key: apiKey, [name]: JSON.stringify(value) }).toString();
}

/** One that is sent, one that the filter keeps, one that is not selected, one again, one that cannot be sent. */
function purchases(n: number): object[] {
  const device = {
    device_id: `device-${n % 50}`,
    user_id: `user-${n % 50}@example.com`,
    platform: 'iOS',
    os_name: 'ios',
    ip: '203.0.113.7',
  };
  const of = (event_type: string, price: number, insert: string): object => ({
    ...device,
    idfv: vendorId(n % 50),
    event_type,
    insert_id: `${insert}-${n}`,
    event_properties: { price },
    user_properties: { plan: n % 2 === 0 ? 'pro' : 'free', loyalty_id: `L-${n}` },
  });
  // In a browser: there is nothing that Kochava could know it by.
  const unsendable = {
    user_id: `web-${n}@example.com`,
    platform: 'Web',
    event_type: 'Purchase',
    insert_id: `d-${n}`,
    event_properties: { price: 30 },
  };
  return [
    of('Purchase', 25, 'a'),
    of('Purchase', 5, 'b'),
    of('Page Viewed', 1, 'c'),
    of('Purchase', 25, 'a'),
    unsendable,
  ];
}

function identify(who: object, loyalty = 'L-1'): object {
  return {
    ...who,
    event_type: '$identify',
    platform: 'iOS',
    user_properties: { $set: { plan: 'pro', loyalty_id: loyalty } },
  };
}

function vendorId(n: number): string {
  return `BCCE52E7-03EE-321A-B3D4-${String(n).padStart(12, '0')}`;
}
