import { type Rule } from '@kochava-stream/kochava-sandbox';
import { type Finding, type Ledgers } from '../check/finding.ts';
import { judge, type Terms, type Verdict } from '../check/judge.ts';
import { Client } from '../load/client.ts';
import { deviceName } from '../load/devices.ts';
import { Driver } from '../load/driver.ts';
import { refusedDevices } from '../load/population.ts';
import { randomFrom } from '../load/random.ts';
import { type Archive } from '../stage/archive.ts';
import { ownSync } from '../stage/own-sync.ts';
import { type Stage } from '../stage/stage.ts';
import { type VictimName } from '../stage/victims.ts';
import { type Assault, type Span } from './assault.ts';
import { mostRepeats } from './bound.ts';

/** One fault, done while the system works. */
export interface Round {
  readonly name: string;
  readonly assault: Assault;
  readonly seconds: number;
  /** Begins when everything of the rounds before has arrived; else while that is still on its way. */
  readonly alone: boolean;
  /** What must hold besides; asked when everything is there or too late. */
  readonly also?: Also | undefined;
  /** Calls that Kochava may take twice beside those of dispatchers that were killed, by what was done. */
  readonly mayRepeat?: ((spans: readonly Span[], limits: Limits) => number) | undefined;
}

/** What is known of a round when it is over. */
export interface Seen {
  readonly stage: Stage;
  readonly ledgers: Ledgers;
  readonly spans: readonly Span[];
}

export type Also = (seen: Seen) => Promise<{ findings: readonly Finding[]; notes: readonly string[] }>;

export interface Limits {
  readonly eventsPerSecond: number;
  /** Calls to Kochava at a time. */
  readonly concurrency: number;
  readonly settleSeconds: number;
  readonly answerMs: number;
  /** From the last answer to a client until everything has arrived. */
  readonly drainMs: number;
  /** For so long a client that is refused sends again; default: a minute. */
  readonly patienceMs?: number;
}

export interface Surroundings {
  readonly stage: Stage;
  readonly archive: Archive;
  readonly limits: Limits;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** What can be judged: three ledgers, and what they must hold. */
export interface Judged {
  readonly terms: Terms;
  ledgers(): Promise<Ledgers>;
}

/** A round whose load is over. */
export interface Loaded extends Judged {
  readonly round: Round;
  readonly kills: readonly VictimName[];
  readonly spans: readonly Span[];
}

/** Makes a project with a sync of its own, so that the round's books are its own, and sends while the fault is done. */
export async function load(round: Round, at: Surroundings): Promise<Loaded> {
  const { stage, archive, limits, seed, say } = at;
  const rules = misbehaviour;
  const { run, app, apiKey, project, sync } = await ownSync(at, {
    name: round.name,
    limits,
    seed,
    rules,
    besideOthers: true,
  });
  const client = new Client(stage.processes.services.ingest.url);
  const { eventsPerSecond, patienceMs } = limits;
  const spans: Span[] = [];
  const post = (body: string) => client.post(body);
  const driver = new Driver({ apiKey, run, random: randomFrom(seed), eventsPerSecond, patienceMs, post });
  const over = new AbortController();
  const assault = round.assault({
    processes: stage.processes,
    sync,
    record: (span) => void spans.push(span),
    random: randomFrom(seed + 1),
    say,
    pause: (ms) => pauseWhile(over.signal, ms),
  });
  setTimeout(() => over.abort(), round.seconds * 1_000 - 500);
  const [kills] = await Promise.all([assault, driver.run(round.seconds), readAlong(archive, over.signal)]);
  await client.close();
  const terms = {
    settleMs: limits.settleSeconds * 1_000,
    mostRepeats: mostRepeats(kills, limits) + (round.mayRepeat?.(spans, limits) ?? 0),
    answerMs: limits.answerMs,
  };
  const ledgers = async (): Promise<Ledgers> => ({
    told: driver.told,
    calls: await archive.callsOf(app),
    books: await stage.config.counts(project),
  });
  return { round, kills, spans, terms, ledgers };
}

/** A Kochava as far away as the real one, that refuses some devices and fails now and then. */
export function misbehaviour(app: string): Rule[] {
  const refused = Array.from({ length: refusedDevices }, (_, index) => deviceName(index + 1));
  return [
    ...refused.map((device) => ({ match: { app, device, path: 'event' }, status: 400, delayMs: 50 })),
    { match: { app, share: 0.02 }, status: 503, times: 10, delayMs: 50 },
    { match: { app }, delayMs: 50 },
  ];
}

async function pauseWhile(over: AbortSignal, ms: number): Promise<boolean> {
  if (over.aborted) return false;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    over.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
  return !over.aborted;
}

/** The sandbox keeps its newest rows only. */
export async function readAlong(archive: Archive, over: AbortSignal): Promise<void> {
  while (await pauseWhile(over, 2_000)) await archive.read();
}

/** What may still come right while everything is on its way. */
const unfinished: readonly Finding['invariant'][] = ['I1', 'I11', 'links'];

/** Waits until everything has arrived and is counted. @returns ms since the load's end; undefined = not in time */
export async function drained({ terms, ledgers }: Judged, drainMs: number): Promise<number | undefined> {
  const began = performance.now();
  for (;;) {
    const verdict = await ledgers().then(
      (all) => judge(all, terms),
      () => undefined,
    );
    const waited = performance.now() - began;
    if (verdict !== undefined && !verdict.findings.some(({ invariant }) => unfinished.includes(invariant)))
      return waited;
    if (waited > drainMs) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** The last word: with everything that has come until now. */
export async function finalVerdict(loaded: Judged, drainedMs: number | undefined, drainMs: number): Promise<Verdict> {
  const verdict = judge(await loaded.ledgers(), loaded.terms);
  if (drainedMs !== undefined) return verdict;
  const late: Finding = { invariant: 'I7', n: 1, text: `not everything had arrived after ${drainMs / 1_000} s` };
  return { ...verdict, findings: [late, ...verdict.findings] };
}
