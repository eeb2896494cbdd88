import { fatesOf } from '../check/fates.ts';
import { Client, type Answer } from '../load/client.ts';
import { Driver } from '../load/driver.ts';
import { randomFrom } from '../load/random.ts';
import { misbehaviour } from '../rounds/round.ts';
import { Archive } from '../stage/archive.ts';
import { ownSync } from '../stage/own-sync.ts';
import { type Stage } from '../stage/stage.ts';
import { victimOf } from '../stage/victims.ts';
import { type Disks } from './disks.ts';
import { lazily } from './lazy-nats.ts';
import { partsOf } from './parts.ts';
import { losePower } from './power.ts';
import { storedIds } from './stored.ts';

/** What became of the events for Kochava that were answered 200 before the power failed. */
export interface Control {
  readonly accepted: number;
  /** Neither in the log nor at Kochava: nobody has them any more. */
  readonly lost: number;
}

const limits = { concurrency: 32, settleSeconds: 1 };
const lossAfterMs = 4_000;
/** The transformer stands still for so long before: what comes meanwhile is in the log alone. */
const waitingMs = 2_000;

/** One power loss with a nats-server that acknowledges before it syncs. Nobody runs afterwards. */
export async function control(stage: Stage, disks: Disks, { seed, eventsPerSecond }: Load): Promise<Control> {
  const { processes, sandbox } = stage;
  const lazy = await lazily(processes.servers.nats);
  await processes.servers.nats.kill('SIGTERM');
  await lazy.start();
  const archive = new Archive(sandbox);
  const { run, app, apiKey } = await ownSync(
    { stage, archive },
    { name: 'control', limits, seed, rules: misbehaviour },
  );

  const client = new Client(processes.services.ingest.url);
  const over = new AbortController();
  const post = (body: string) => (over.signal.aborted ? Promise.resolve(givenUp()) : client.post(body));
  const driver = new Driver({ apiKey, run, random: randomFrom(seed), eventsPerSecond, post });
  const load = driver.runUntil(over.signal);
  await pause(lossAfterMs);
  await victimOf(processes, 'transformer').signal('SIGSTOP');
  await pause(waitingMs);
  over.abort();
  const parts = partsOf(processes).map((part) => (part.name === lazy.name ? lazy : part));
  await losePower(parts, disks);
  await load;
  await client.close();

  await lazy.start();
  const stored = await storedIds(processes.servers.nats.url);
  await lazy.kill();
  const delivered = new Set((await archive.callsOf(app)).map(({ id }) => id));
  const accepted = [...fatesOf(driver.told)]
    .filter(([, { answered, made }]) => answered > 0 && made.end === 'delivered')
    .map(([id]) => id);
  return {
    accepted: accepted.length,
    lost: accepted.filter((id) => !stored.has(id) && !delivered.has(id)).length,
  };
}

interface Load {
  readonly seed: number;
  readonly eventsPerSecond: number;
}

/** The client ends with the power: nothing is sent any more. */
function givenUp(): Answer {
  return { at: Date.now(), ms: 0, status: 400, unsent: true };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
