import { createHash, createHmac } from 'node:crypto';
import { type Json } from './checks/findings.ts';

/** A faultless event, with what a test is about instead. Undefined removes a field. */
export function anEvent(top: Json = {}, data: Json = {}): Json {
  return without({
    action: 'event',
    kochava_app_id: 'kodemo',
    kochava_device_id: 'd-1',
    ...top,
    data: without({
      usertime: 1_795_437_238,
      app_version: '1.0.0',
      device_ver: 'iPhone15,3-iOS-17.4',
      device_ids: { idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239' },
      device_ua: '',
      event_name: 'Purchase',
      origination_ip: '203.0.113.7',
      event_data: { price: 12.5 },
      ...data,
    }),
  });
}

export function anInstall(top: Json = {}, data: Json = {}): Json {
  const described = { event_name: undefined, event_data: undefined, usertime: undefined, app_version: undefined };
  return anEvent({ action: 'install', app_ver: '3.3.0', ...top }, { ...described, ...data });
}

export function aLink(top: Json = {}): Json {
  const device = { idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239' };
  return without({ kochava_app_id: 'kodemo', device_id: device, data: { plan: 'gold' }, ...top });
}

function without(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** As PHP writes it. */
export function written(body: unknown): string {
  return JSON.stringify(body)
    .replaceAll('/', '\\/')
    .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export interface Answer {
  status: number;
  body: { success?: string; error?: string };
}

/** Sends a body as a faultless sender does; headers win. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const reply = await fetch(url, {
    method: 'POST',
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : written(body),
    headers: { 'content-type': 'application/json', 'user-agent': 'Unknown', ...headers },
    redirect: 'manual',
  });
  const text = await reply.text();
  return { status: reply.status, body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {} };
}

export function signed(body: string, apiKey: string, apiSecret: string): Record<string, string> {
  const digest = createHash('sha1').update(body).digest('hex');
  const token = createHmac('sha256', apiKey)
    .update(apiSecret + digest)
    .digest('hex');
  return { 'Kochava-Api-Key': apiKey, 'Kochava-Auth-Token': token };
}
