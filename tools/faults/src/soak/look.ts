import { readdir, readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { type Processes } from '@kochava-stream/all-in-one';
import { type Database } from '@kochava-stream/persistence';
import { totalOf, mostOf } from './exposition.ts';
import { nameOf, processNames, serviceProcesses, type Sample } from './sample.ts';

type Values = Record<string, number>;

/** Looks at everything once. What does not answer is missing. */
export async function look(processes: Processes, db: Database, began: number): Promise<Sample> {
  const values: Values = {};
  const add = (more: Values): void => void Object.assign(values, more);
  const looks = [
    ...processNames.map(async (name) => add(await ofProcess(name, pidOf(processes, name)))),
    ...serviceProcesses.map(async (name) => add(await told(name, processes.services[name].url))),
    ofTables(db).then(add),
    ofStreams(processes.servers.nats.monitorUrl).then(add),
  ];
  await Promise.allSettled(looks);
  const { events = 0, ...rest } = values;
  return {
    seconds: Math.round((performance.now() - began) / 100) / 10,
    ...{ events, load: loadavg()[0] ?? 0, values: rest },
  };
}

function pidOf({ services, servers }: Processes, name: (typeof processNames)[number]): number {
  if (name === 'nats-server') return servers.nats.pid;
  return name === 'postgres' ? servers.postgres.pid : services[name].pid;
}

/** Of Postgres its own memory and that of its backends, without what they share. */
async function ofProcess(name: string, pid: number): Promise<Values> {
  const pids = name === 'postgres' ? [pid, ...(await childrenOf(pid))] : [pid];
  const kilobytes = await Promise.all(pids.map((each) => residentKilobytes(each, name === 'postgres')));
  const open = await Promise.all(pids.map(async (each) => (await readdir(`/proc/${each}/fd`).catch(() => [])).length));
  const fds = sum(open);
  return {
    [nameOf('rss', name)]: Math.round(sum(kilobytes) / 102.4) / 10,
    // Another account's process does not let us look.
    ...(fds > 0 && { [nameOf('fds', name)]: fds }),
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const direct = text.split(' ').filter(Boolean).map(Number);
  return [...direct, ...(await Promise.all(direct.map(childrenOf))).flat()];
}

async function residentKilobytes(pid: number, ownOnly: boolean): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number((ownOnly ? /RssAnon:\s+(\d+)/ : /VmRSS:\s+(\d+)/).exec(status)?.[1] ?? 0);
}

/** What a service says of itself. */
async function told(name: string, url: string): Promise<Values> {
  const text = await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(4_000) })).text();
  const events = totalOf(text, 'kochava_stream_ingest_events_total');
  const lag = totalOf(text, 'kochava_stream_shard_lag_messages');
  const waiting = totalOf(text, 'kochava_stream_outbox_waiting');
  return {
    [nameOf('heap', name)]: Math.round((mostOf(text, 'nodejs_heap_size_used_bytes') ?? 0) / 104_857.6) / 10,
    [nameOf('loop', name)]: Math.round((mostOf(text, 'nodejs_eventloop_lag_p99_seconds') ?? 0) * 10_000) / 10,
    ...(lag !== undefined && { [nameOf('lag', name)]: lag }),
    ...(waiting !== undefined && { [nameOf('lag', `${name}, outbox`)]: waiting }),
    ...(events !== undefined && { events }),
  };
}

const tables = `
  SELECT n.nspname || '.' || c.relname AS name, pg_total_relation_size(c.oid)::float8 AS bytes, pg_stat_get_live_tuples(c.oid)::float8 AS rows
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname IN ('config', 'transformer', 'linker')`;

async function ofTables(db: Database): Promise<Values> {
  const values: Values = {};
  for (const { name, bytes, rows } of await db.query<{ name: string; bytes: number; rows: number }>('soak', tables)) {
    values[nameOf('bytes', name)] = bytes;
    values[nameOf('rows', name)] = rows;
  }
  return values;
}

interface Streams {
  account_details?: readonly { readonly stream_detail?: readonly Stream[] }[];
}

interface Stream {
  readonly name: string;
  readonly state: { readonly bytes: number; readonly messages: number };
  readonly consumer_detail?: readonly { readonly name: string; readonly num_pending: number }[];
}

async function ofStreams(monitorUrl: string): Promise<Values> {
  const reply = await fetch(`${monitorUrl}/jsz?streams=true&consumers=true`, { signal: AbortSignal.timeout(4_000) });
  const streams = ((await reply.json()) as Streams).account_details?.flatMap((each) => each.stream_detail ?? []) ?? [];
  const values: Values = {};
  for (const { name, state } of streams) {
    values[nameOf('bytes', name)] = state.bytes;
    values[nameOf('rows', name)] = state.messages;
  }
  const dispatch = streams.find(({ name }) => name === 'DISPATCH')?.consumer_detail ?? [];
  values[nameOf('lag', 'kochava-dispatcher')] = sum(dispatch.map(({ num_pending }) => num_pending));
  return values;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}
