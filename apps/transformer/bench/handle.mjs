/**
 * What a transaction of the transformer costs: CPU of this process and of Postgres (from /proc) per event of about 1.6 kB,
 * by events in the transaction, parsing included, publishing not. 20,000 users, every tenth event changes a profile.
 *
 *   npx tsc -b apps/transformer && node apps/transformer/bench/handle.mjs [seconds] [stored keys]
 */
import { readFileSync, readdirSync, mkdtempSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@kochava-stream/servers';
import { createLogger } from '@kochava-stream/observability';
import { migrate, openDatabase } from '@kochava-stream/persistence';
import { parseChunk } from '../dist/chunk.js';
import { handler } from '../dist/handle.js';

const seconds = Number(process.argv[2] ?? 3);
const storedKeys = Number(process.argv[3] ?? 0);
const users = 20_000;
const sync = {
  v: 1,
  id: 'sync-1',
  project: 'project-1',
  version: 1,
  status: 'enabled',
  name: 'Post-install',
  appGuid: 'kodemo',
  authentication: { enabled: false },
  sendEvents: {
    enabled: true,
    events: ['Purchase'],
    filters: [{ on: 'event', property: 'price', operator: 'is greater than', values: [1] }],
    properties: { event: ['price', 'item', 'category'], user: ['plan'] },
    rename: {},
    currency: null,
  },
  mappings: {
    kochava_device_id: 'device_id',
    ip: 'ip',
    idfa: 'idfa',
    idfv: 'idfv',
    adid: 'adid',
    android_id: 'user_properties.android_id',
  },
  sendUsers: { enabled: true, properties: ['plan', 'loyalty_id'] },
  hold: { settleSeconds: 10, expireDays: 30 },
  concurrency: 10,
};

let n = 0;
function event() {
  n += 1;
  const user = Math.floor(Math.random() * users);
  return {
    event_type: 'Purchase',
    time: 1_795_437_238_000 + n,
    user_id: `user-${user}@example.com`,
    device_id: `C8F9E604-F01A-4BD9-95C6-${user}`,
    insert_id: randomUUID(),
    platform: 'iOS',
    os_name: 'iOS',
    os_version: '17.4',
    device_model: 'iPhone15,3',
    app_version: '1.0.0',
    ip: '203.0.113.7',
    idfv: `BCCE52E7-03EE-321A-B3D4-${String(user).padStart(12, '0')}`,
    library: 'amplitude-swift/1.18.6',
    event_properties: {
      price: 12.5,
      item: 'Blue running shoes',
      category: 'shoes',
      description: 'x'.repeat(880),
      tags: ['a', 'b', 'c'],
      nested: { one: 1, two: 'two' },
    },
    user_properties: n % 10 === 0 ? { $set: { plan: `plan ${n % 1000}` }, $add: { visits: 1 } } : {},
  };
}

function chunkBytes(events) {
  const uploads = [];
  for (let left = events; left > 0; left -= 10) {
    const some = Array.from({ length: Math.min(10, left) }, event);
    uploads.push({ project: 'project-1', receivedAt: Date.now(), uploadedAt: Date.now(), events: some });
  }
  return Buffer.from(JSON.stringify({ v: 1, uploads }));
}

/** User and system time of Postgres and its children, ms. */
function postgresCpu(pid) {
  let ticks = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (entry === String(pid) || fields[1] === String(pid)) ticks += Number(fields[11]) + Number(fields[12]);
      if (entry === String(pid)) ticks += Number(fields[13]) + Number(fields[14]);
    } catch {
      // it has ended
    }
  }
  return ticks * 10;
}

const dir = mkdtempSync(join(tmpdir(), 'kochava-stream-bench-'));
const postgres = await startPostgres({ dir, scratch: true });
const url = await postgres.createDatabase('bench');
await migrate({ url, schema: 'transformer' });
const logger = createLogger({ service: 'bench', level: 'warn' });
const db = await openDatabase({ url, schema: 'transformer', logger, statementTimeoutMs: 600_000 });
if (storedKeys > 0) {
  const fill = 'insert into dedupe select gen_random_uuid(), $1 from generate_series(1, $2)';
  await db.execute('fill', fill, [Date.now() - 86_400_000, storedKeys]);
  await db.execute('vacuum', 'vacuum analyze dedupe', []);
  await db.execute('checkpoint', 'checkpoint', []);
}
const handle = handler({ config: { ready: () => true, syncsOf: () => [sync] }, shards: 4 });
const run = (chunks) => db.transaction((tx) => handle(chunks, tx, { now: Date.now(), newId: randomUUID }));

try {
  for (let done = 0; done < 2 * users; done += 500) {
    await run([parseChunk({ shard: 0, bytes: chunkBytes(500) })]);
  }
  const rows = [];
  for (const size of [1, 10, 100, 500]) {
    const prepared = Array.from({ length: Math.max(1, Math.floor(20_000 / size)) }, () => chunkBytes(size));
    const bytes = prepared.reduce((sum, each) => sum + each.length, 0) / prepared.length / size;
    const node = process.cpuUsage();
    const sql = postgresCpu(postgres.pid);
    const start = performance.now();
    let events = 0;
    let parsing = 0;
    for (const chunk of prepared) {
      const before = performance.now();
      const parsed = parseChunk({ shard: 0, bytes: chunk });
      parsing += performance.now() - before;
      await run([parsed]);
      events += size;
      if (performance.now() - start > seconds * 1000) break;
    }
    const elapsed = performance.now() - start;
    const used = process.cpuUsage(node);
    rows.push({
      'events/transaction': size,
      'bytes/event': Math.round(bytes),
      'node us/event': Math.round((used.user + used.system) / events),
      'of it parse us': Math.round((parsing * 1000) / events),
      'postgres us/event': Math.round(((postgresCpu(postgres.pid) - sql) * 1000) / events),
      'events/s': Math.round((events * 1000) / elapsed),
    });
  }
  console.table(rows);
} finally {
  await db.close();
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}
