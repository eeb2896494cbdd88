import {
  deadLetters,
  decode,
  dispatchEvents,
  type Contract,
  type DeadLetter,
  type DispatchEntry,
} from '@kochava-stream/contracts';
import { connectNats, provision, publish, type Nats } from '@kochava-stream/messaging';
import { createLogger, Health, Metrics } from '@kochava-stream/observability';
import { migrate, openDatabase, type Database } from '@kochava-stream/persistence';
import {
  aDispatchEntry,
  eventually,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@kochava-stream/testing';
import { type TSchema } from '@sinclair/typebox';
import { type Syncs } from '../store/syncs.ts';
import { DeadLetterDesk } from './desk.ts';
import { EventKeeper } from './event-keeper.ts';
import { startLetters } from './letters-worker.ts';
import { Letters } from './letters.ts';
import { Replays } from './replays.ts';

const logger = createLogger({ service: 'spec', level: (process.env['SPEC_LOG'] ?? 'silent') as 'silent' });
export const shards = 4;
export const receivedAt = 1_795_437_240_000;
export const here = { sync: 'sync-1', project: 'project-1' };

export interface Servers {
  readonly nats: TestNats;
  readonly postgres: TestPostgres;
  readonly stop: () => Promise<void>;
}

export async function startServers(): Promise<Servers> {
  const [nats, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
  return { nats, postgres, stop: async () => void (await Promise.all([nats.stop(), postgres.stop()])) };
}

type Answer = any;

/** The dead letters of one sync on empty streams and a fresh database: who keeps them, and who sends them back. */
export class Stage {
  readonly desk: DeadLetterDesk;
  readonly #open: { close(): Promise<void> }[] = [];

  private constructor(
    readonly nats: Nats,
    readonly db: Database,
  ) {
    const syncs = { projectOf: (id: string) => Promise.resolve(id === here.sync ? here.project : undefined) };
    this.desk = new DeadLetterDesk(new Letters(db), new Replays(db), syncs as unknown as Syncs);
  }

  static async open(servers: Servers): Promise<Stage> {
    const url = await servers.postgres.freshDatabase();
    await migrate({ url, schema: 'config' });
    const db = await openDatabase({ url, schema: 'config', poolSize: 6, logger });
    const nats = await connectNats({ servers: servers.nats.url, name: 'stage', logger });
    for await (const { config } of nats.jsm.streams.list()) await nats.jsm.streams.delete(config.name);
    await provision(nats, { shards, replicas: 1 });
    const stage = new Stage(nats, db);
    await db.execute('a project', `INSERT INTO project (id, name, api_keys) VALUES ('project-1', 'Demo', '{}')`);
    await db.execute(
      'a sync',
      `INSERT INTO sync (id, project, state) VALUES ('sync-1', 'project-1', '{"status":"enabled"}')`,
    );
    return stage;
  }

  /** What reads letters and sends them back, as one config has it. */
  startWorker(): { close(): Promise<void> } {
    const { nats, db } = this;
    const worker = startLetters({ db, nats, logger, metrics: new Metrics('spec'), health: new Health(), shards });
    const keeper = new EventKeeper(db, nats, logger);
    const both = { close: async () => void (await Promise.all([worker.close(), keeper.close()])) };
    this.#open.push(both);
    return both;
  }

  async switch(status: 'enabled' | 'disabled'): Promise<void> {
    await this.db.execute('switch', `UPDATE sync SET state = json_build_object('status', $1::text)`, [status]);
  }

  async die(...letters: DeadLetter[]): Promise<void> {
    for (const letter of letters) {
      const id = `${letter.id}-${(this.#published += 1)}`;
      await publish(this.nats, { contract: deadLetters, to: letter, id, message: letter });
    }
  }
  #published = 0;

  async waiting(n: number): Promise<void> {
    await eventually(async () => expect(await this.count('waiting')).toBe(n), { timeoutMs: 15_000 });
  }

  async count(state: string): Promise<number> {
    const [row] = await this.db.query<{ n: number }>(
      'count',
      'SELECT count(*) AS n FROM dead_letter WHERE state = $1',
      [state],
    );
    return row?.n ?? 0;
  }

  async replay(order: object): Promise<Answer> {
    return await this.desk.replay(here, order, 'ada');
  }

  async done(replay: string): Promise<Answer> {
    let found: Answer;
    await eventually(
      async () => {
        found = await this.desk.oneReplay(here, replay);
        expect(found.state).toBe('done');
      },
      { timeoutMs: 20_000 },
    );
    return found;
  }

  /** The requests that came back, in their order. */
  async dispatched(): Promise<DispatchEntry[]> {
    return (await this.stored(dispatchEvents, 'dispatch.sync-1.event')).flatMap(({ entries }) => entries);
  }

  async tally(): Promise<Record<string, number>> {
    const rows = await this.db.query<{ what: string; n: number }>('tally', 'SELECT what, n FROM tally');
    return Object.fromEntries(rows.map(({ what, n }) => [what, n]));
  }

  async stored<S extends TSchema, P>(of: Contract<S, P>, prefix: string): Promise<ReturnType<typeof decode<S, P>>[]> {
    const { state } = await this.nats.jsm.streams.info(of.stream);
    const messages = [];
    for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq += 1) {
      const message = await this.nats.jsm.streams.getMessage(of.stream, { seq });
      if (message?.subject.startsWith(prefix) === true) messages.push(decode(of, message.data));
    }
    return messages;
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((one) => one.close()));
    await this.nats.close();
    await this.db.close();
  }
}

export function aLetter(given: Partial<DeadLetter> = {}): DeadLetter {
  return {
    v: 1,
    id: 'dispatch-1.0.dead',
    source: 'kochava-dispatcher',
    kind: 'event',
    ...here,
    syncVersion: 1,
    reason: 'refused',
    detail: 'Kochava ended it with status 400 after 1 attempt',
    reply: { status: 400, body: '{"success":"0"}' },
    attempts: 1,
    at: receivedAt + 100,
    payload: JSON.stringify(aDispatchEntry()),
    ...given,
  };
}

/** `n` requests that Kochava refused, of one device each. */
export function refusedEvents(n: number, given: Partial<DispatchEntry> = {}): DeadLetter[] {
  return Array.from({ length: n }, (_, index) => {
    const entry = aDispatchEntry({
      id: `m-1.${index}`,
      kochavaDeviceId: `d-${index}`,
      insertId: `i-${index}`,
      ...given,
    });
    return aLetter({ id: `m-1.${index}.dead`, payload: JSON.stringify(entry) });
  });
}
