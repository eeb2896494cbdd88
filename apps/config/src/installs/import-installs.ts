import { type PostbackParameters, type ReceivedInstall } from '@kochava-stream/contracts';
import { readInstall, receivedInstall } from '@kochava-stream/kochava';
import { type Row } from './rows.ts';

/** What became of the rows of an import. */
export interface Imported {
  /** Read, whatever became of them. */
  rows: number;
  /** Told to the linker; in a dry run, that would be. */
  stored: number;
  /** Of another event than an install. */
  otherEvents: number;
  /** Without anything by which the device could be known. */
  withoutIdentifier: number;
  /** That cannot be read: how many, and the first ones. */
  refused: number;
  readonly problems: { line: number; problem: string }[];
}

export interface ImportOrder {
  readonly sync: string;
  readonly parameters: PostbackParameters | undefined;
  readonly shards: number;
  /** ms. */
  readonly now: number;
  /** Stores some installs of one shard; rejects when it cannot. */
  readonly publish: (shard: number, installs: readonly ReceivedInstall[]) => Promise<void>;
}

const mostProblems = 100;
/** Rows of a message: about 300 KB. */
const perMessage = 1_000;

/** Tells of installs row by row; what waits in memory is a message for each shard. What was told twice is told once. */
export async function importInstalls(rows: AsyncIterable<Row>, order: ImportOrder): Promise<Imported> {
  const done: Imported = { rows: 0, stored: 0, otherEvents: 0, withoutIdentifier: 0, refused: 0, problems: [] };
  const waiting = new Map<number, ReceivedInstall[]>();
  for await (const row of rows) {
    done.rows += 1;
    const install = installIn(row, order, done);
    if (install === undefined) continue;
    done.stored += 1;
    const { shard } = install;
    const some = waiting.get(shard) ?? [];
    some.push(install.install);
    waiting.set(shard, some);
    if (some.length < perMessage) continue;
    waiting.delete(shard);
    await order.publish(shard, some);
  }
  for (const [shard, some] of waiting) await order.publish(shard, some);
  return done;
}

function installIn(row: Row, { sync, parameters, shards, now }: ImportOrder, done: Imported) {
  if ('problem' in row) return refuse(done, row);
  const reading = readInstall(row.fields, parameters);
  if (reading.what === 'unusable') return refuse(done, { line: row.line, problem: reading.problem });
  if (reading.what === 'other-event') done.otherEvents += 1;
  if (reading.what === 'no-identifier') done.withoutIdentifier += 1;
  if (reading.what !== 'install') return undefined;
  const { kochavaDeviceId, ids } = reading;
  return receivedInstall({ sync, receivedAt: now, source: 'import', kochavaDeviceId, ids }, shards);
}

function refuse(done: Imported, problem: { line: number; problem: string }): undefined {
  done.refused += 1;
  if (done.problems.length < mostProblems) done.problems.push({ line: problem.line, problem: problem.problem });
}
