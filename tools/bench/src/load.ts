import { Pool } from 'undici';
import { Latencies } from './latencies.ts';
import { type Load } from './load-plan.ts';

const load = JSON.parse(process.argv[2] ?? '{}') as Load;
const pool = new Pool(new URL(load.url).origin, { connections: load.concurrency, pipelining: 1 });
const path = new URL(load.url).pathname;
const latencies = new Latencies();
let made = 0;
let refused = 0;

/** About 830 bytes: what a mobile SDK sends for a purchase. */
function event(n: number): string {
  // An SDK's upload holds what happened on one device.
  const device = Math.floor(n / load.perUpload) % load.devices;
  const now = Date.now();
  return `{"event_type":"Purchase","user_id":"user-${device}@example.com","device_id":"device-${device}","time":${now},"insert_id":"${load.run}-${n}","session_id":1795430000000,"event_id":${n},"platform":"iOS","os_name":"ios","os_version":"17.4","device_brand":"Apple","device_manufacturer":"Apple","device_model":"iPhone15,3","carrier":"Carrier","language":"English","country":"United States","app_version":"3.3.0","ip":"203.0.113.7","idfv":"BCCE52E7-03EE-321A-B3D4-${String(device).padStart(12, '0')}","library":"amplitude-swift/1.18.6","event_properties":{"price":12.5,"quantity":2,"item":"Skis, all mountain","category":"winter sports","bench_at":"${now}","coupon":null,"page":"/products/winter/skis?ref=home"},"user_properties":{"plan":"pro","loyalty_id":"L-${device}","first_seen":"2026-01-01"}}`;
}

function body(): string {
  const count = Math.min(load.perUpload, load.events - made);
  const events: string[] = [];
  for (let n = 0; n < count; n += 1) events.push(event(made++));
  return `{"api_key":"${load.apiKey}","events":[${events.join(',')}],"options":{}}`;
}

async function upload(): Promise<void> {
  const text = body();
  const began = performance.now();
  const response = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: text,
  });
  await response.body.dump();
  latencies.add(performance.now() - began);
  if (response.statusCode !== 200) refused += 1;
}

async function asFastAsAnswersCome(): Promise<void> {
  const worker = async (): Promise<void> => {
    while (made < load.events) await upload();
  };
  await Promise.all(Array.from({ length: load.concurrency }, worker));
}

/** Open loop: an upload leaves when its time has come, whatever became of those before it. */
async function atRate(): Promise<void> {
  const began = performance.now();
  const running: Promise<void>[] = [];
  for (let uploads = 0; made < load.events; uploads += 1) {
    const wait = began + (uploads * 1000) / load.rate - performance.now();
    if (wait > 0.5) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(upload());
  }
  await Promise.all(running);
}

const began = Date.now();
await (load.rate > 0 ? atRate() : asFastAsAnswersCome());
process.stdout.write(JSON.stringify({ began, ended: Date.now(), accept: latencies.summary(), refused }));
await pool.close();
