import { randomBytes } from 'node:crypto';
import { Client } from '../load/client.ts';
import { Driver } from '../load/driver.ts';
import { syncOf } from '../load/events.ts';
import { randomFrom } from '../load/random.ts';
import { drained, finalVerdict, misbehaviour, readAlong, type Judged } from '../rounds/round.ts';
import { Archive } from '../stage/archive.ts';
import { openStage, type Stage } from '../stage/stage.ts';
import { rateFindings, ratesOf, type Phases, type StormOutcome } from './rates.ts';

interface StormOptions {
  readonly seconds: number;
  readonly seed: number;
  readonly dataDir: string;
  readonly say: (line: string) => void;
}

/** Fewer than two thirds of what is sent. */
const allowed = 30;
const eventsPerSecond = 100;
const limits = { concurrency: 32, settleSeconds: 1 };
const calmSeconds = 6;
/** The last of what was refused in the storm comes again after its wait. */
const drainMs = 420_000;

/** A sync whose Kochava takes only so much for a while, and says 429 to the rest. */
export async function storm(options: StormOptions): Promise<StormOutcome> {
  const { dataDir, say } = options;
  const stage = await openStage(dataDir, say);
  try {
    return await throttled(stage, options);
  } finally {
    say('stopping …');
    await stage.close();
  }
}

async function throttled(stage: Stage, { seconds, seed, say }: StormOptions): Promise<StormOutcome> {
  const run = `storm-${randomBytes(3).toString('hex')}`;
  const app = `ko${run}`;
  const archive = new Archive(stage.sandbox);
  archive.expect(app);
  await stage.sandbox.behaveOnly(misbehaviour(app), seed);
  const apiKey = randomBytes(16).toString('hex');
  const project = await stage.config.createProject({ name: run, apiKey });
  const sync = await stage.config.createSync(project.id, syncOf(app, limits));
  await stage.config.enable(sync.id);
  await pause(500);
  const client = new Client(stage.processes.services.ingest.url);
  const post = (body: string) => client.post(body);
  const driver = new Driver({ apiKey, run, random: randomFrom(seed), eventsPerSecond, post });
  const over = new AbortController();
  const load = Promise.all([driver.runUntil(over.signal), readAlong(archive, over.signal)]);

  // Not its first moments: connections are made, code is compiled.
  await pause(2_000);
  const loadedAt = Date.now();
  await pause(calmSeconds * 1_000);
  const tooMany = { match: { app, overPerSecond: allowed }, status: 429, delayMs: 50 };
  await stage.sandbox.behaveOnly([tooMany, ...misbehaviour(app)], seed);
  const stormFrom = Date.now();
  say(`storm: ${allowed} calls a second are taken, for ${seconds} s`);
  await pause(seconds * 1_000);
  const stormTo = Date.now();
  await stage.sandbox.behaveOnly(misbehaviour(app), seed);
  const phases: Phases = { loadedAt, stormFrom, stormTo, allowed };
  say('the storm is over');
  await backAgain(archive, app, phases);
  over.abort();
  await load;
  await client.close();

  const judged: Judged = {
    terms: { settleMs: limits.settleSeconds * 1_000, mostRepeats: 0, answerMs: 10_000 },
    ledgers: async () => ({
      told: driver.told,
      calls: await archive.callsOf(app),
      books: await stage.config.counts(project.id),
    }),
  };
  const drainedMs = await drained(judged, drainMs);
  say(drainedMs === undefined ? 'not everything arrives' : `all there after ${Math.round(drainedMs)} ms`);
  const verdict = await finalVerdict(judged, drainedMs, drainMs);
  const rates = ratesOf(await archive.callsOf(app), phases);
  const { accepted: events, lost, repeats: twice } = verdict;
  const findings = [...rateFindings(rates), ...verdict.findings.map(({ invariant, text }) => `${invariant} ${text}`)];
  return { ...rates, events, lost, twice, findings };
}

/** Until calls are as many as before, or it is too late for that. */
async function backAgain(archive: Archive, app: string, phases: Phases): Promise<void> {
  for (const until = Date.now() + 40_000; Date.now() < until;) {
    await pause(1_000);
    if (ratesOf(await archive.callsOf(app), phases).backAfterMs !== undefined) return;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
