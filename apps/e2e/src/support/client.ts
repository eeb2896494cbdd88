import { randomUUID } from 'node:crypto';

/** What ingest answered. */
export interface UploadAnswer {
  readonly status: number;
  readonly body: any;
}

/** A client of ingest that keeps count of what it was told: the left side of the books. */
export class Client {
  /** Events answered with 200. */
  accepted = 0;

  constructor(
    private readonly ingest: string,
    readonly apiKey: string,
  ) {}

  /** One upload; every event gets an insert_id of its own unless it has one. @throws when it is not taken */
  async send(...events: object[]): Promise<void> {
    const { status, body } = await this.upload(events);
    if (status !== 200) throw new Error(`ingest answered ${status} ${JSON.stringify(body)}`);
  }

  async upload(events: readonly object[]): Promise<UploadAnswer> {
    const body = { api_key: this.apiKey, events: events.map((event) => ({ insert_id: randomUUID(), ...event })) };
    const headers = { 'content-type': 'application/json' };
    return this.post('/2/httpapi', { headers, body: JSON.stringify(body) }, events.length);
  }

  /** A request as it is. @param events how many are in it, for the count */
  async post(path: string, request: RequestInit, events: number): Promise<UploadAnswer> {
    const response = await fetch(`${this.ingest}${path}`, {
      method: 'POST',
      signal: AbortSignal.timeout(10_000),
      ...request,
    });
    if (response.status === 200) this.accepted += events;
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text) };
  }
}

/** An iPhone's purchase; its ids are made of its name. */
export function iphone(device: string, given: object = {}): object {
  return {
    event_type: 'Purchase',
    device_id: device,
    user_id: `user-of-${device}`,
    platform: 'iOS',
    os_name: 'ios',
    os_version: '17.4',
    device_model: 'iPhone15,3',
    app_version: '3.3.0',
    ip: '203.0.113.7',
    idfv: vendorId(device),
    event_properties: { price: 12.5 },
    ...given,
  };
}

/** An Android phone's purchase. */
export function pixel(device: string, given: object = {}): object {
  return {
    event_type: 'Purchase',
    device_id: device,
    user_id: `user-of-${device}`,
    platform: 'Android',
    os_name: 'android',
    os_version: '15',
    device_model: 'Pixel 9',
    app_version: '3.3.0',
    ip: '2001:db8::7',
    adid: advertisingId(device),
    event_properties: { price: 12.5 },
    ...given,
  };
}

/** Makes an event one that only says something about its user. */
export function identify(event: object, properties: Record<string, unknown>): object {
  return { ...event, event_type: '$identify', event_properties: undefined, user_properties: { $set: properties } };
}

export function vendorId(device: string): string {
  return `BCCE52E7-03EE-321A-B3D4-${hex(device)}`.toUpperCase();
}

export function advertisingId(device: string): string {
  return `38400000-8cf0-11bd-b23e-${hex(device)}`;
}

function hex(device: string): string {
  return Buffer.from(device.padEnd(6, '_')).toString('hex').slice(-12);
}
