import { randomBytes } from 'node:crypto';
import { type ConfigClient } from '@kochava-stream/all-in-one';
import {
  Archive,
  Client,
  Driver,
  misbehaviour,
  randomFrom,
  readAlong,
  syncOf,
  type Attempt,
  type Judged,
  type KochavaSandbox,
} from '@kochava-stream/faults';

export interface LoadOptions {
  readonly ingestUrl: string;
  readonly config: ConfigClient;
  readonly sandbox: KochavaSandbox;
  readonly eventsPerSecond: number;
  readonly seed: number;
}

const concurrency = 32;
const settleSeconds = 1;
/** Amplitude's SDKs wait 10 s. */
const answerMs = 10_000;

/** Clients of one project that go on sending until they are told to end. */
export interface Load {
  readonly sync: string;
  readonly attempts: readonly Attempt[];
  /** Nobody else may call Kochava. */
  readonly strangers: () => readonly unknown[];
  /** No new uploads; resolves when every client has its answer. */
  end(): Promise<Judged>;
  /** As `end`, when nobody asks any more what became of it. */
  abandon(): Promise<void>;
}

/** Makes a project with a sync and begins to send. Processes that end well repeat no call: none may be taken twice. */
export async function startLoad({ ingestUrl, config, sandbox, eventsPerSecond, seed }: LoadOptions): Promise<Load> {
  const run = `upgrade-${randomBytes(3).toString('hex')}`;
  const app = `ko${run}`;
  const archive = new Archive(sandbox);
  archive.expect(app);
  await sandbox.behave(misbehaviour(app), seed);
  const apiKey = randomBytes(16).toString('hex');
  const project = await config.createProject({ name: run, apiKey });
  const sync = await config.createSync(project.id, syncOf(app, { settleSeconds, concurrency }));
  await config.enable(sync.id);
  // Published; until every service has heard of it.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const client = new Client(ingestUrl);
  const post = (body: string) => client.post(body);
  const driver = new Driver({ apiKey, run, random: randomFrom(seed), eventsPerSecond, post });
  const over = new AbortController();
  const running = Promise.all([driver.runUntil(over.signal), readAlong(archive, over.signal)]);
  const stop = async (): Promise<void> => {
    over.abort();
    await running;
    await client.close();
  };
  // Who ends it hears of a failure; until then nobody listens.
  running.catch(() => undefined);
  return {
    sync: sync.id,
    abandon: () => stop().catch(() => undefined),
    attempts: driver.told.attempts,
    strangers: () => archive.strangers,
    end: async () => {
      await stop();
      return {
        terms: { settleMs: settleSeconds * 1_000, mostRepeats: 0, answerMs },
        ledgers: async () => ({
          told: driver.told,
          calls: await archive.callsOf(app),
          books: await config.counts(project.id),
        }),
      };
    },
  };
}
