/** Devices from this number on are ones whose events Kochava refuses. */
const refusedFrom = 900;

export function isRefused(device: number): boolean {
  return device >= refusedFrom;
}

/** The number of the n-th device of a story. */
export function deviceNumber(n: number, refused: boolean): number {
  return refused ? refusedFrom + n : n;
}

const prefix = '38400000-8cf0-11bd-b23e-';

export function adid(device: number): string {
  return `${prefix}${String(device).padStart(12, '0')}`;
}

export function adidOf(text: string | undefined): number {
  return Number(text?.slice(prefix.length));
}

/** What an SDK writes into every event of the device. */
export function deviceFields(device: number): Record<string, unknown> {
  return {
    device_id: `device-${device}`,
    user_id: `user-${device}`,
    platform: 'Android',
    os_name: 'android',
    os_version: '15',
    device_model: 'Pixel 9',
    app_version: '3.3.0',
    adid: adid(device),
    ip: '203.0.113.7',
  };
}
