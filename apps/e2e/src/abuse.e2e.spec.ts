/** What hostile clients do to ingest: each is refused or cut, costs little memory, and others notice nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import { kvKeys, receivedEvents } from '@kochava-stream/contracts';
import { connectNats, provision, putConfig, type Nats } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { freePort } from '@kochava-stream/servers';
import { aProject, eventually } from '@kochava-stream/testing';
import { MemoryWatch, residentBytes } from './support/memory.ts';
import { Neighbour } from './support/neighbour.ts';
import { pause } from './support/pause.ts';
import { Program } from './support/program.ts';
import { bodiesOf } from './support/stream-messages.ts';
import { uploadOne } from './support/upload-one.ts';

const megabyte = 1024 * 1024;
/** Bytes that an attack may cost, until the next garbage collections. */
const usual = 50 * megabyte;
/** A body may have 20 MB (Amplitude's limit of /batch): it is held as bytes, as text and as what is parsed of it. */
const ofLargestBodies = 150 * megabyte;
const [apiKey = ''] = aProject().apiKeys;

let folder: string;
let server: Program;
let ingest: Program;
let nats: Nats;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kochava-stream-e2e-'));
  const [natsPort, port] = [await freePort(), await freePort()];
  server = new Program('tools/servers/dist/main.js', {
    args: ['nats', '--dir', folder, '--port', `${natsPort}`, '--monitor-port', '0'],
  });
  const NATS_URL = `nats://127.0.0.1:${natsPort}`;
  await server.says(new RegExp(NATS_URL));
  nats = await connectNats({
    servers: NATS_URL,
    name: 'abuse',
    logger: createLogger({ service: 'e2e', level: 'silent' }),
  });
  await provision(nats, { shards: 4, replicas: 1 });
  await putConfig(nats, kvKeys.project('project-1'), aProject());
  await putConfig(nats, kvKeys.ready, { v: 1 });
  ingest = new Program('apps/ingest/dist/main.js', {
    env: { NATS_URL, HOST: '127.0.0.1', PORT: `${port}`, LOG_LEVEL: 'error' },
  });
  url = `http://127.0.0.1:${port}`;
  await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), { timeoutMs: 20_000 });
  // Warm: what the process needs for its work does not count as harm.
  for (let n = 0; n < 300; n += 1) await uploadOne(url, { apiKey, deviceId: `warm-${n}` });
  await post('/batch', JSON.stringify(withProperties(100_000)));
}, 120_000);

afterAll(async () => {
  await nats?.close();
  for (const program of [ingest, server]) {
    if (program?.running) program.signal('SIGTERM');
    await program?.exit();
  }
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<number> {
  const response = await fetch(`${url}${path}`, { method: 'POST', body, headers });
  await response.arrayBuffer();
  return response.status;
}

function withProperties(count: number) {
  const event_properties = Object.fromEntries(Array.from({ length: count }, (_, n) => [`key-${n}`, n]));
  return { api_key: apiKey, events: [{ event_type: 'Wide', device_id: 'abuser-1', event_properties }] };
}

async function gzippedZeros(bytes: number): Promise<Buffer<ArrayBuffer>> {
  const gzip = createGzip({ level: 9 });
  const chunks: Buffer[] = [];
  gzip.on('data', (chunk: Buffer) => chunks.push(chunk));
  const zeros = Buffer.alloc(megabyte, '0');
  for (let n = 0; n < bytes / megabyte; n += 1)
    if (!gzip.write(zeros)) await new Promise((go) => gzip.once('drain', go));
  await new Promise<void>((done) => gzip.end(done));
  return Buffer.concat(chunks);
}

/** Sockets that say nothing, or next to nothing, and how many of them the server has cut. */
async function sockets(
  count: number,
  says: string,
): Promise<{ open: Socket[]; cut: () => number; answers: Set<string> }> {
  const answers = new Set<string>();
  let cut = 0;
  const open: Socket[] = [];
  const { hostname, port } = new URL(url);
  for (let n = 0; n < count; n += 1) {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('data', (bytes: Buffer) => answers.add(bytes.toString().slice(0, 12)));
    socket.on('error', () => undefined);
    socket.on('close', () => (cut += 1));
    if (says !== '') socket.write(says);
    open.push(socket);
    if (n % 200 === 199) await pause(20);
  }
  return { open, cut: () => cut, answers };
}

interface Harm {
  readonly grewBy: number;
  readonly neighbour: Neighbour;
}

/** Does it beside a client that behaves. */
async function during(abuse: () => Promise<void>): Promise<Harm> {
  const before = residentBytes(ingest.pid);
  const memory = new MemoryWatch(ingest.pid);
  const neighbour = new Neighbour(url, apiKey);
  try {
    await abuse();
  } finally {
    await neighbour.stop();
    memory.stop();
  }
  return { grewBy: memory.peak - before, neighbour };
}

function expectHarmless({ grewBy, neighbour }: Harm, most = usual): void {
  expect(neighbour.failures).toEqual([]);
  expect(neighbour.uploads).toBeGreaterThan(0);
  expect(neighbour.p99).toBeLessThan(1_500);
  expect(grewBy).toBeLessThanOrEqual(most);
  expect(ingest.running).toBe(true);
}

const deep = (depth: number): string =>
  `{"api_key":"${apiKey}","events":[{"event_type":"Deep","device_id":"abuser-1","event_properties":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}]}`;

it('a gzip bomb of 1 GB, ten times at once', async () => {
  const bomb = await gzippedZeros(1024 * megabyte);
  expect(bomb.length).toBeLessThan(2 * megabyte);
  const harm = await during(async () => {
    const bombs = Array.from({ length: 10 }, () => post('/batch', bomb, { 'content-encoding': 'gzip' }));
    // 503: no room for another body of this size now.
    for (const status of await Promise.all(bombs)) expect([413, 503]).toContain(status);
  });
  expectHarmless(harm);
}, 60_000);

it.each([
  ['nested 10,000 deep', () => deep(10_000)],
  ['nested 10 million deep', () => deep(9_000_000)],
  ['with a million keys', () => JSON.stringify(withProperties(1_000_000))],
  ['with a million events', () => `{"api_key":"${apiKey}","events":[${'{},'.repeat(999_999)}{}]}`],
  ['of one string of 19 MB', () => JSON.stringify({ api_key: apiKey, events: 'x'.repeat(19 * megabyte) })],
  ['that never ends as JSON', () => `{"api_key":"${apiKey}","events":[{"event_type":"${'\\"'.repeat(5_000_000)}`],
])(
  'a body %s',
  async (_what, body) => {
    const bytes = Buffer.from(body());
    const zipped = gzipSync(bytes);
    const harm = await during(async () => {
      for (let n = 0; n < 3; n += 1) {
        expect([400, 413]).toContain(await post('/batch', bytes));
        expect([400, 413]).toContain(await post('/batch', zipped, { 'content-encoding': 'gzip' }));
      }
    });
    expectHarmless(harm, ofLargestBodies);
  },
  60_000,
);

it('names that would reach into prototypes are names', async () => {
  const event = `{"event_type":"Own","device_id":"abuser-proto","insert_id":"proto-1","__proto__":{"polluted":"yes"},"event_properties":{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"toString":"mine"}}`;
  const harm = await during(async () => {
    expect(await post('/2/httpapi', `{"api_key":"${apiKey}","__proto__":{"polluted":"yes"},"events":[${event}]}`)).toBe(
      200,
    );
    expect(await uploadOne(url, { apiKey, deviceId: 'after-proto' })).toBe(200);
  });
  expectHarmless(harm);
  const chunks = await Promise.all([0, 1, 2, 3].map((shard) => bodiesOf(nats, receivedEvents, { shard })));
  const events = chunks.flat().flatMap(({ uploads }) => uploads.flatMap((upload) => upload.events));
  const after = events.find(({ device_id }) => device_id === 'after-proto');
  expect(after).toBeDefined();
  expect(JSON.stringify(after)).not.toContain('polluted');
}, 60_000);

it('a thousand clients that send a byte now and then are cut', async () => {
  const harm = await during(async () => {
    const slow = await sockets(1_000, 'POST /2/httpapi HTTP/1.1\r\nhost: x\r\n');
    const drip = setInterval(() => slow.open.forEach((socket) => socket.writable && socket.write('a')), 1_000);
    const body = await sockets(200, 'POST /2/httpapi HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{');
    try {
      await eventually(() => expect([slow.cut(), body.cut()]).toEqual([1_000, 200]), { timeoutMs: 25_000 });
    } finally {
      clearInterval(drip);
    }
    expect([...slow.answers]).toEqual(['HTTP/1.1 408']);
  });
  expectHarmless(harm);
}, 60_000);

it('10,000 connections that say nothing are cut', async () => {
  const harm = await during(async () => {
    const idle = await sockets(10_000, '');
    await eventually(() => expect(idle.cut()).toBe(10_000), { timeoutMs: 30_000 });
  });
  expectHarmless(harm);
}, 90_000);
