/**
 * What it costs to count holds for the metrics: `npm run build && node apps/identity-linker/bench/hold-counts.mjs [holds]`
 * makes a Postgres of its own with so many holds (10 million: 6 GB of disk, some minutes) and counts them as HoldWatch does.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@kochava-stream/observability';
import { migrate, openDatabase } from '@kochava-stream/persistence';
import { startPostgres } from '@kochava-stream/servers';
import { countHolds, oldestHolds, overdueHolds } from '../dist/store/hold-counts.js';

const holds = Number(process.argv[2] ?? 10_000_000);
const mostPages = 15_000;
const day = 86_400_000;
const now = Date.now();
const shards = Array.from({ length: 16 }, (_, shard) => shard);
const syncs = ['sync-0', 'sync-1', 'sync-2', 'sync-3', 'sync-4'];
const logger = createLogger({ service: 'bench', level: 'warn' });

const dir = mkdtempSync(join(tmpdir(), 'kochava-stream-holds-'));
const postgres = await startPostgres({ dir, scratch: true });
try {
  await migrate({ url: postgres.url, schema: 'linker' });
  const db = await openDatabase({ url: postgres.url, schema: 'linker', logger, statementTimeoutMs: 3_600_000 });
  await fill(db);
  await measure(db, 'after a vacuum');
  await db.query(
    'change',
    `UPDATE hold SET properties = properties || '{"more":{}}' WHERE hashtext(kochava_device_id) % 10 = 0`,
  );
  await measure(db, 'a tenth of them changed since');
  await db.close();
} finally {
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}

/** Indexes are made afterwards: a bulk load, not what the linker does. */
async function fill(db) {
  const indexes = await db.query(
    'indexes',
    "SELECT indexname AS name, indexdef AS made FROM pg_indexes WHERE tablename = 'hold' AND indexname <> 'hold_pkey'",
  );
  for (const { name } of indexes) await db.query(`drop ${name}`, `DROP INDEX ${name}`);
  const value = `jsonb_build_object('value', md5(i::text), 'requestedAt', ${now}, 'since', ${now}, 'expiresAt', ${now})`;
  await db.query(
    'fill',
    `INSERT INTO hold
     SELECT 'sync-' || i % 5, 'KID' || md5(i::text), abs(hashint4(i)) % 16, 'unconfirmed',
            ${now} - (i % 30)::bigint * ${day} - i % ${day}, null, ${now} + (30 - i % 30)::bigint * ${day},
            jsonb_build_object('plan', ${value}, 'loyalty_id', ${value})
     FROM generate_series(1, ${holds}) i`,
  );
  for (const { name, made } of indexes) await db.query(`make ${name}`, made);
  await db.query('vacuum', 'VACUUM ANALYZE hold');
  const [size] = await db.query(
    'size',
    "SELECT pg_size_pretty(pg_table_size('hold')) AS size, pg_size_pretty(pg_relation_size('hold_age')) AS age",
  );
  console.log(`${holds} holds: table ${size.size}, index of their age ${size.age}`);
}

async function measure(db, when) {
  const counted = await timed(() => countHolds(db, { shards, now, mostPages }));
  const sum = counted.found.reduce((all, { n }) => all + n, 0);
  const oldest = await timed(() => oldestHolds(db, { shards, syncs }));
  const overdue = await timed(() => overdueHolds(db, { shards, syncs }, now));
  console.log(
    `${when}: counted ${sum} in ${counted.ms} ms, the oldest in ${oldest.ms} ms, the overdue in ${overdue.ms} ms`,
  );
}

/** The middle one of five. */
async function timed(run) {
  const times = [];
  let found;
  for (let n = 0; n < 5; n += 1) {
    const began = performance.now();
    found = await run();
    times.push(performance.now() - began);
  }
  return { ms: Math.round(times.sort((a, b) => a - b)[2]), found };
}
