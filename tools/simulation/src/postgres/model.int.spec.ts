import { createLogger } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database, type Tx } from '@kochava-stream/persistence';
import { eventually, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { Random } from '../kernel/random.ts';
import { virtually } from '../kernel/virtually.spec.ts';
import { tell } from '../story/tell.ts';
import { Backend, type Asked as Sent } from './backend.ts';
import { openModel } from './database.ts';
import { Engine } from './engine.ts';
import { type PostgresFaults } from './faults.ts';
import { PostgresServer } from './server.ts';
import { statementsWith } from './statements/index.ts';

const schema = 'transformer';
const logger = createLogger({ service: 'test', level: 'silent' });
const start = 1_795_437_240_000;
const windowMs = 604_800_000;

let postgres: TestPostgres;
/** The product's own statements, by their names: what a story of the simulation asks. */
const texts = new Map<string, string>();
beforeAll(async () => {
  postgres = await startTestPostgres();
  const query = Reflect.get(Backend.prototype, 'query') as Backend['query'];
  Reflect.set(Backend.prototype, 'query', function (this: Backend, asked: Sent) {
    if (asked.name !== undefined) texts.set(asked.name, asked.text);
    return Reflect.apply(query, this, [asked]);
  });
  await tell({ seed: 1 });
  Reflect.set(Backend.prototype, 'query', query);
}, 60_000);
afterAll(async () => postgres?.stop());

interface Asked {
  readonly name: 'take-keys' | 'save-profiles' | 'load-profiles';
  readonly values: readonly unknown[];
}
interface Transaction {
  readonly asked: readonly Asked[];
  readonly commits: boolean;
}

const listOf = (of: readonly unknown[]): string => `{${of.join(',')}}`;
const keyOf = (n: number): string => String(n).padStart(32, '0');

function transactionsFrom(random: Random, count: number): Transaction[] {
  const some = <T>(all: readonly T[]): T[] => all.filter(() => random.chance(0.4));
  const keys = (): string[] => some([1, 2, 3, 4, 5, 6]).map(keyOf);
  const timesOf = (of: readonly unknown[]): string =>
    listOf(of.map(() => start + random.int(0, 6) * (windowMs / 2) + random.int(-1, 1)));
  const ask = (): Asked => {
    const asked = keys();
    return random.pick<Asked>([
      { name: 'take-keys', values: [listOf(asked), timesOf(asked), windowMs] },
      { name: 'take-keys', values: [listOf(asked), timesOf(asked), windowMs] },
      {
        name: 'save-profiles',
        values: [listOf(asked), listOf(asked.map(() => random.int(1, 3))), asked.map((key) => `{"of":"${key}"}`)],
      },
      { name: 'load-profiles', values: [listOf(asked)] },
    ]);
  };
  return Array.from({ length: count }, () => ({
    asked: Array.from({ length: random.int(1, 4) }, ask),
    commits: random.chance(0.75),
  }));
}

class RolledBack extends Error {}

const rowsOf = async (on: Database | Tx, name: string, values: readonly unknown[]): Promise<string> => {
  const text = texts.get(name);
  if (text === undefined) throw new Error(`no story asks ${name}`);
  if (name.startsWith('take-') || name.startsWith('load-')) {
    const rows = await on.query<Record<string, unknown>>(name, text, [...values]);
    return rows
      .map((row) => JSON.stringify(Object.entries(row).sort()))
      .sort()
      .join();
  }
  return String(await on.execute(name, text, [...values]));
};

async function answersOf(on: Database, transactions: readonly Transaction[]): Promise<string[]> {
  const answers: string[] = [];
  for (const { asked, commits } of transactions) {
    const done = on.transaction(async (tx) => {
      for (const { name, values } of asked)
        answers.push(`${name} ${JSON.stringify(values)} → ${await rowsOf(tx, name, values)}`);
      if (!commits) throw new RolledBack();
    });
    await done.catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  }
  return answers;
}

/** What is there at the end, by what the product can ask. */
async function leftIn(on: Database): Promise<string[]> {
  const all = listOf([1, 2, 3, 4, 5, 6].map(keyOf));
  const long = listOf([1, 2, 3, 4, 5, 6].map(() => start + 3 * windowMs));
  return answersOf(on, [
    { asked: [{ name: 'load-profiles', values: [all] }], commits: true },
    ...[1, windowMs / 2, windowMs, 2 * windowMs].map((ms) => ({
      asked: [{ name: 'take-keys' as const, values: [all, long, ms] }],
      commits: false,
    })),
  ]);
}

const onModel = <T>(faults: PostgresFaults, play: (db: Database) => Promise<T>): Promise<T> =>
  virtually((scheduler) => {
    const engine = new Engine(() => scheduler.date, statementsWith(faults));
    const server = new PostgresServer(scheduler, new Map([[schema, engine]]), { breaks: 0, refuses: 0 });
    return play(openModel(server, scheduler.host, schema));
  });

async function onPostgres<T>(play: (db: Database) => Promise<T>): Promise<T> {
  const url = await postgres.freshDatabase();
  await migrate({ url, schema });
  const db = await openDatabase({ url, schema, logger, statementTimeoutMs: 50_000 });
  try {
    return await play(db);
  } finally {
    await db.close();
  }
}

describe('the model of Postgres', () => {
  const play = (seed: number) => async (db: Database) => [
    ...(await answersOf(db, transactionsFrom(new Random(seed), 60))),
    ...(await leftIn(db)),
  ];

  it.each([1, 2, 3, 4])('answers as Postgres does (%i)', async (seed) => {
    const real = await onPostgres(play(seed));
    expect(await onModel({}, play(seed))).toEqual(real);
    // A model that remembers keys which were never committed is found out.
    expect(await onModel({ dedupeOutside: true }, play(seed))).not.toEqual(real);
  });

  it.each([
    { commits: true, then: `[["key","${keyOf(1)}"]]` },
    { commits: false, then: '' },
  ])('makes who asks for a key wait for who has it (commits: $commits)', async ({ commits, then }) => {
    const values = [listOf([keyOf(1)]), listOf([start]), windowMs];
    type Step<On> = (on: On) => Promise<unknown>;
    const contend = (waits: Step<Database>, begins: Step<Tx>) => async (db: Database) => {
      let second: Promise<string> | undefined;
      const ends: string[] = [];
      const first = db.transaction(async (tx) => {
        await rowsOf(tx, 'take-keys', values);
        second = db
          .transaction(async (other) => {
            await begins(other);
            return rowsOf(other, 'take-keys', values);
          })
          .finally(() => ends.push('second'));
        await waits(db);
        ends.push('first');
        if (!commits) throw new RolledBack();
      });
      await first.catch(() => undefined);
      return [await second, ...ends];
    };
    const isWaiting =
      "SELECT 1 AS one FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    const real = await onPostgres(
      contend(
        (db) => eventually(async () => expect(await db.query('waiting', isWaiting)).toHaveLength(1)),
        (tx) => tx.execute('patience', "SET LOCAL lock_timeout = '50s'"),
      ),
    );
    expect(real).toEqual([then, 'first', 'second']);
    const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
    expect(
      await onModel(
        {},
        contend(pause, () => Promise.resolve()),
      ),
    ).toEqual(real);
  });
});
