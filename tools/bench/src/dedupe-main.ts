import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import { startPostgres } from '@kochava-stream/servers';
import { type Id } from './dedupe/events.ts';
import { bytesOf, count, fill } from './dedupe/fill.ts';
import { replay, type DedupeRow } from './dedupe/replay.ts';
import { type Summary } from './latencies.ts';

const help = `Usage: npm run bench:dedupe [-- options]

Fills the transformer's table of taken insert_ids and gives its handler as many events with old ids as with new ones, mixed,
in transactions as large as it makes them. Exit code 1 unless every old one was suppressed and no new one, and unless the
statement that looks keys up and takes them ends within 50 ms, 99 times of 100.

  --keys N         stored before [1000000]
  --ids N          old ids, and as many new ones [the keys, at most 1000000]
  --sizes 100,…    events in a transaction; the ids are shared out among them [100,500,1000]
  --data DIR       keeps the filled table there, and uses it if it is there: fill once, measure again [a folder that goes]
  --fill           fills only
`;

const { values } = parseArgs({
  options: {
    keys: { type: 'string', default: '1000000' },
    ids: { type: 'string' },
    sizes: { type: 'string', default: '100,500,1000' },
    data: { type: 'string' },
    fill: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const longestMs = 50;
const keys = Number(values.keys);
const ids = Math.min(keys, Number(values.ids ?? 1_000_000));
const sizes = values.sizes.split(',').map(Number);
const say = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)}  ${line}`);

async function bench(): Promise<boolean> {
  const dir = values.data ?? (await mkdtemp(join(tmpdir(), 'kochava-stream-dedupe-')));
  const postgres = await startPostgres({ dir, scratch: values.data === undefined });
  const logger = createLogger({ service: 'bench', level: 'silent' });
  try {
    const url = await postgres.createDatabase('bench');
    await migrate({ url, schema: 'transformer' });
    const db = await openDatabase({ url, schema: 'transformer', logger, statementTimeoutMs: 3_600_000 });
    try {
      await fill(db, { keys, old: ids }, say);
      return values.fill || (await measured(db));
    } finally {
      await db.close();
    }
  } finally {
    await postgres.stop();
    if (values.data === undefined) await rm(dir, { recursive: true, force: true });
  }
}

async function measured(db: Database): Promise<boolean> {
  const before = await count(db);
  const { table, index } = await bytesOf(db);
  const per = (bytes: number): string => (bytes / before).toFixed(1);
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, load ${loadavg()[0]?.toFixed(1)}`);
  console.log(
    `${before.toLocaleString('en')} keys, ${((table + index) / 1e9).toFixed(2)} GB: ${per(table)} bytes per key in the table, ${per(index)} in its index\n`,
  );
  console.log(
    '| events in a transaction | transactions | old ids not suppressed | new ids suppressed | insert ms p50 / p99 / longest | transaction ms p50 / p99 / longest | events/s |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  const all = mixed(ids);
  const rows: DedupeRow[] = [];
  for (const [n, size] of sizes.entries()) {
    const share = all.slice((n * all.length) / sizes.length, ((n + 1) * all.length) / sizes.length);
    const row = await replay(db, share, size);
    console.log(lineOf(row));
    rows.push(row);
  }
  const more = (await count(db)) - before;
  const holds = more === ids && rows.every(isExact) && rows.every(({ insert }) => insert.p99 <= longestMs);
  console.log(`\n${more} keys more, of ${ids} new ids; ${holds ? 'holds' : 'VIOLATED'}`);
  return holds;
}

function isExact({ passed, suppressed }: DedupeRow): boolean {
  return passed === 0 && suppressed === 0;
}

function lineOf({ size, chunks, passed, suppressed, insert, transaction, perSecond }: DedupeRow): string {
  const ms = ({ p50, p99, max }: Summary): string => `${p50} / ${p99} / ${max}`;
  const cells = [size, chunks, passed, suppressed, ms(insert), ms(transaction), perSecond];
  return `| ${cells.join(' | ')} |`;
}

/** Old and new ids, in an order of chance that is the same every time. */
function mixed(each: number): Id[] {
  const all = Array.from({ length: 2 * each }, (_, n): Id => ({ kind: n < each ? 'old' : 'new', n: n % each }));
  let state = 1;
  for (let last = all.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = state % (last + 1);
    [all[last], all[other]] = [all[other] as Id, all[last] as Id];
  }
  return all;
}

if (values.help) console.log(help);
else if (!(await bench())) process.exitCode = 1;
