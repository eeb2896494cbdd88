import { createInstance, Identify, Revenue, Types } from '@amplitude/analytics-node';

type EventOptions = Types.EventOptions;

/** An app on two devices, written with the official Amplitude SDK as any app is: only the server URL is another one. */
export class App {
  readonly #amplitude = createInstance();

  async open(apiKey: string, serverUrl: string): Promise<void> {
    const options = { serverUrl, flushIntervalMillis: 50, logLevel: Types.LogLevel.None };
    await this.#amplitude.init(apiKey, options).promise;
  }

  /** Sets user properties. @returns what ingest answered */
  identify(properties: Record<string, string>, device: EventOptions): Promise<number> {
    const identify = new Identify();
    for (const [name, value] of Object.entries(properties)) identify.set(name, value);
    return answer(this.#amplitude.identify(identify, device));
  }

  track(name: string, properties: Record<string, unknown>, device: EventOptions): Promise<number> {
    return answer(this.#amplitude.track(name, properties, device));
  }

  revenue(product: string, price: number, quantity: number, device: EventOptions): Promise<number> {
    const revenue = new Revenue().setProductId(product).setPrice(price).setQuantity(quantity);
    return answer(this.#amplitude.revenue(revenue, device));
  }
}

async function answer(sent: Types.AmplitudeReturn<Types.Result>): Promise<number> {
  return (await sent.promise).code;
}

/** An iPhone with limited ad tracking: its IDFA is all zeros and must never reach Kochava. */
export const iphone: EventOptions = {
  device_id: 'iphone-of-ada',
  user_id: 'ada@example.com',
  platform: 'iOS',
  os_name: 'ios',
  os_version: '17.4',
  device_model: 'iPhone15,3',
  app_version: '3.3.0',
  ip: '203.0.113.7',
  idfa: '00000000-0000-0000-0000-000000000000',
  idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239',
};

/** An Android phone, and no user agent on either: Kochava is told "Unknown". */
export const android: EventOptions = {
  device_id: 'pixel-of-grace',
  user_id: 'grace@example.com',
  platform: 'Android',
  os_name: 'android',
  os_version: '15',
  device_model: 'Pixel 9',
  app_version: '3.3.0',
  ip: '2001:db8::7',
  adid: '38400000-8cf0-11bd-b23e-10b96e40000d',
};
