/** Draws the same numbers in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

interface Device {
  readonly fields: Record<string, string>;
  readonly user: Record<string, string>;
}

const versions = ['3.2.1', '3.3.0', '3.4.0-beta'];
const countries = ['Germany', 'United States', 'Japan', 'Brazil'];
const products = ['skis', 'helmet', 'goggles', 'lift-pass'];
const plans = ['free', 'pro', 'team'];

/** What some dozens of people do with two apps. */
export class Traffic {
  readonly #random = generator(7);
  readonly #devices: readonly Device[];
  #sent = 0;

  constructor(
    private readonly ingest: string,
    private readonly apiKey: string,
    devices: number,
  ) {
    this.#devices = Array.from({ length: devices }, (_, index) => this.#device(index));
  }

  /** User properties first: their links are held until the device's first event is accepted. */
  async identifyAll(): Promise<void> {
    await this.#upload(
      this.#devices.map(({ fields, user }) => ({
        ...fields,
        event_type: '$identify',
        user_properties: { $set: user },
      })),
    );
  }

  /** So many events, in one upload. */
  async send(events: number): Promise<void> {
    await this.#upload(Array.from({ length: events }, () => this.#event()));
  }

  #event(): Record<string, unknown> {
    // Of some devices only the user properties come: their links stay held.
    const { fields } = this.#pick(this.#devices.slice(0, Math.ceil(this.#devices.length * 0.8)));
    const kind = this.#random();
    const event = { ...fields, insert_id: `demo-${(this.#sent += 1)}`, time: Date.now() };
    if (kind < 0.45) return { ...event, event_type: 'Page Viewed', event_properties: { page: 'home' } };
    if (kind < 0.55) return { ...event, event_type: 'Trial Started', event_properties: { price: 9 } };
    if (kind < 0.65) return { ...event, event_type: 'Level Completed', event_properties: { level: 3, price: 6 } };
    if (kind < 0.7) return { ...event, insert_id: 'demo-1', event_type: 'Product Purchased' };
    const price = Math.round(this.#random() * 6000) / 100;
    const bought = { price, quantity: 1 + Math.floor(this.#random() * 3), product_id: this.#pick(products) };
    return { ...event, event_type: 'Product Purchased', event_properties: bought };
  }

  #device(index: number): Device {
    const ios = index % 2 === 0;
    const hex = (digits: number) =>
      Array.from({ length: digits }, () => Math.floor(this.#random() * 16).toString(16)).join('');
    const uuid = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
    const common = {
      device_id: `${ios ? 'iphone' : 'pixel'}-${hex(6)}`,
      user_id: `user-${1000 + index}`,
      app_version: this.#pick(versions),
      country: this.#pick(countries),
      ip: `203.0.113.${1 + (index % 250)}`,
    };
    const own: Record<string, string> = ios
      ? { platform: 'iOS', os_name: 'ios', os_version: '17.4', device_model: 'iPhone15,3', idfv: uuid.toUpperCase() }
      : { platform: 'Android', os_name: 'android', os_version: '15', device_model: 'Pixel 9', adid: uuid };
    return { fields: { ...common, ...own }, user: { plan: this.#pick(plans), loyalty_id: `L-${4000 + index}` } };
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T;
  }

  async #upload(events: readonly object[]): Promise<void> {
    const response = await fetch(`${this.ingest}/2/httpapi`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ api_key: this.apiKey, events }),
    });
    if (!response.ok) throw new Error(`ingest answered ${response.status}: ${await response.text()}`);
  }
}
