/**
 * `refused`: Kochava answers 400 to its events. `nameless`: it has no identifier that Kochava knows, so that its events are
 * dropped and its links wait for ever.
 */
export type DeviceKind = 'usual' | 'refused' | 'nameless';

/** One phone with its user. */
export interface Device {
  readonly number: number;
  readonly kind: DeviceKind;
  /** Sends user properties before its first event. */
  readonly linkFirst: boolean;
  uploads: number;
  /** Newest value of each selected user property. */
  readonly properties: Record<string, string>;
  /** An upload of it is under way: the next one waits for its answer, as in an SDK. */
  busy: boolean;
}

/** The name that it has at Kochava too. */
export function deviceName(number: number): string {
  return `device-${number}`;
}

const apple = 'BCCE52E7-03EE-321A-B3D4-';
const google = '38400000-8cf0-11bd-b23e-';

/** What an SDK writes into every event of the device. */
export function deviceFields({ number, kind }: Pick<Device, 'number' | 'kind'>): Record<string, unknown> {
  const tail = String(number).padStart(12, '0');
  const ios = number % 2 === 0;
  const common = {
    device_id: deviceName(number),
    user_id: `user-${number}@example.com`,
    app_version: '3.3.0',
    language: 'English',
    country: 'United States',
    library: ios ? 'amplitude-swift/1.18.6' : 'amplitude-kotlin/1.22.1',
  };
  const model = ios
    ? { platform: 'iOS', os_name: 'ios', os_version: '17.4', device_model: 'iPhone15,3' }
    : { platform: 'Android', os_name: 'android', os_version: '15', device_model: 'Pixel 9' };
  if (kind === 'nameless') return { ...common, ...model };
  // Limited tracking: an IDFA of zeros that must never reach Kochava.
  const limited = number % 10 === 0 ? { idfa: '00000000-0000-0000-0000-000000000000' } : {};
  return { ...common, ...model, ...(ios ? { idfv: apple + tail, ...limited } : { adid: google + tail }) };
}

/** Whose identifier it is; null = nobody's. */
export function deviceOf(identifier: unknown): number | null {
  if (typeof identifier !== 'string') return null;
  const prefix = [apple, google].find((each) => identifier.startsWith(each));
  const tail = prefix === undefined ? '' : identifier.slice(prefix.length);
  return /^\d{12}$/.test(tail) ? Number(tail) : null;
}
