import { setTimeout as pause } from 'node:timers/promises';
import { type Rule } from '@kochava-stream/kochava-sandbox';
import { type Verdict } from '../check/judge.ts';
import { type Given } from '../experiment.ts';
import { type Call } from '../ledgers/call.ts';
import { Client } from '../load/client.ts';
import { Driver } from '../load/driver.ts';
import { randomFrom } from '../load/random.ts';
import { type Row } from '../report.ts';
import { drained, finalVerdict, misbehaviour, readAlong, type Judged } from '../rounds/round.ts';
import { Archive } from '../stage/archive.ts';
import { ownSync } from '../stage/own-sync.ts';
import { openStage, type Stage } from '../stage/stage.ts';

type SpellOptions = Pick<Given, 'seconds' | 'seed' | 'dataDir' | 'say'>;

/** A time in which Kochava behaves otherwise than usual. */
export interface Spell {
  readonly name: string;
  readonly rule: (app: string) => Rule;
  /** Whether all is as before, by the calls until now. */
  readonly isOver: (calls: readonly Call[], when: SpellTimes) => boolean;
}

/** ms since the epoch. */
export interface SpellTimes {
  /** Kochava behaved from here on. */
  readonly loadedAt: number;
  readonly from: number;
  readonly to: number;
}

export interface SpellOutcome extends SpellTimes {
  readonly calls: readonly Call[];
  readonly verdict: Verdict;
  /** From when the load ended until everything was there; undefined = it never was. */
  readonly drainedMs: number | undefined;
}

const eventsPerSecond = 100;
export const limits = { concurrency: 32, settleSeconds: 1 };
const calmSeconds = 6;
/** The last of what failed meanwhile comes again after its wait. */
const drainMs = 420_000;
const longestBackMs = 40_000;

/** Its line: nothing is killed, nothing may come twice. */
export function spellRow({ name }: Spell, { verdict, drainedMs }: SpellOutcome): Row {
  return { fault: name, kills: 0, bound: 0, drainedMs, verdict };
}

/** The system under load before, during and after it. */
export async function during(spell: Spell, options: SpellOptions): Promise<SpellOutcome> {
  const { dataDir, say } = options;
  const stage = await openStage(dataDir, say);
  try {
    return await loaded(stage, spell, options);
  } finally {
    say('stopping …');
    await stage.close();
  }
}

async function loaded(stage: Stage, spell: Spell, { seconds, seed, say }: SpellOptions): Promise<SpellOutcome> {
  const archive = new Archive(stage.sandbox);
  const own = { name: spell.name, limits, seed, rules: misbehaviour };
  const { run, app, apiKey, project } = await ownSync({ stage, archive }, own);
  const client = new Client(stage.processes.services.ingest.url);
  const post = (body: string) => client.post(body);
  const driver = new Driver({ apiKey, run, random: randomFrom(seed), eventsPerSecond, post });
  const over = new AbortController();
  const load = Promise.all([driver.runUntil(over.signal), readAlong(archive, over.signal)]);

  // Not its first moments: connections are made, code is compiled.
  await pause(2_000);
  const loadedAt = Date.now();
  await pause(calmSeconds * 1_000);
  await stage.sandbox.behaveOnly([spell.rule(app), ...misbehaviour(app)], seed);
  const from = Date.now();
  say(`the ${spell.name} begins, for ${seconds} s`);
  await pause(seconds * 1_000);
  const times = { loadedAt, from, to: Date.now() };
  await stage.sandbox.behaveOnly(misbehaviour(app), seed);
  say(`the ${spell.name} is over`);
  for (const until = Date.now() + longestBackMs; Date.now() < until;) {
    await pause(1_000);
    if (spell.isOver(await archive.callsOf(app), times)) break;
  }
  over.abort();
  await load;
  await client.close();

  const judged: Judged = {
    terms: { settleMs: limits.settleSeconds * 1_000, mostRepeats: 0, answerMs: 10_000 },
    ledgers: async () => ({
      told: driver.told,
      calls: await archive.callsOf(app),
      books: await stage.config.counts(project),
    }),
  };
  const drainedMs = await drained(judged, drainMs);
  say(drainedMs === undefined ? 'not everything arrives' : `all there after ${Math.round(drainedMs)} ms`);
  const verdict = await finalVerdict(judged, drainedMs, drainMs);
  return { ...times, calls: await archive.callsOf(app), verdict, drainedMs };
}
