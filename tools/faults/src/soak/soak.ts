import { join } from 'node:path';
import { openDatabase, type Database } from '@kochava-stream/persistence';
import { createLogger } from '@kochava-stream/observability';
import { type Verdict } from '../check/judge.ts';
import { peace } from '../rounds/assault.ts';
import { drained, finalVerdict, load, type Limits, type Loaded } from '../rounds/round.ts';
import { Archive } from '../stage/archive.ts';
import { openStage, type Stage } from '../stage/stage.ts';
import { readLogs, type Said } from './logs.ts';
import { look } from './look.ts';
import { type SoakOptions } from './options.ts';
import { serviceProcesses, type Sample } from './sample.ts';
import { verdictOf, type SoakVerdict } from './verdict.ts';

/** The sums of what the judge found, lap by lap. */
export type LapSums = Pick<Verdict, 'accepted' | 'delivered' | 'repeats' | 'lost' | 'early'>;

export interface SoakOutcome {
  readonly minutes: number;
  readonly eventsPerSecond: number;
  readonly every: number;
  readonly machine: string;
  readonly date: string;
  /** Average, over the run. */
  readonly load: number;
  readonly laps: LapSums;
  readonly samples: readonly Sample[];
  readonly said: readonly Said[];
  readonly verdict: SoakVerdict;
  /** None = everything holds. */
  readonly findings: readonly string[];
}

interface Soaking extends SoakOptions {
  readonly dataDir: string;
  readonly machine: string;
  readonly say: (line: string) => void;
  readonly progress: (sample: Sample) => void;
}

const common = { concurrency: 32, settleSeconds: 1, answerMs: 10_000, drainMs: 90_000 };

/** Starts everything, sends and looks for so long, judges, stops everything. */
export async function soak(options: Soaking): Promise<SoakOutcome> {
  const { dataDir, say, minutes, eventsPerSecond, every, machine } = options;
  const date = new Date().toISOString();
  const stage = await openStage(dataDir, say);
  try {
    const db = await watching(stage);
    const pids = serviceProcesses.map((name) => stage.processes.services[name].pid);
    const { samples, verdicts } = await watched(stage, db, options).finally(() => db.close());
    const ended = serviceProcesses.filter((name, index) => stage.processes.services[name].pid !== pids[index]);
    const gone = serviceProcesses.filter((name) => !stage.processes.services[name].running());
    const said = await readLogs(join(dataDir, 'logs'));
    const verdict = verdictOf(samples, said);
    return {
      ...{ minutes, eventsPerSecond, every, machine, date, laps: sumsOf(verdicts), samples, said, verdict },
      load: samples.reduce((all, sample) => all + sample.load, 0) / Math.max(1, samples.length),
      findings: [
        ...[...gone, ...ended].map((name) => `${name} ended`),
        ...verdict.findings,
        ...verdicts.flatMap(({ findings }) => findings.map(({ invariant, text }) => `${invariant} ${text}`)),
      ],
    };
  } finally {
    say('stopping …');
    await stage.close();
  }
}

function watching({ processes }: Stage): Promise<Database> {
  const logger = createLogger({ service: 'soak', level: 'silent' });
  return openDatabase({ url: processes.servers.postgres.url, schema: 'config', statementTimeoutMs: 10_000, logger });
}

async function watched(stage: Stage, db: Database, options: Soaking) {
  const samples: Sample[] = [];
  const over = new AbortController();
  const began = performance.now();
  const looking = (async () => {
    for (let n = 1; !over.signal.aborted; n += 1) {
      const sample = await look(stage.processes, db, began);
      samples.push(sample);
      options.progress(sample);
      await pause(began + n * options.every * 1_000 - performance.now(), over.signal);
    }
  })();
  try {
    const verdicts = await laps(stage, options);
    return { samples: samples.filter(({ seconds }) => seconds <= options.minutes * 60), verdicts };
  } finally {
    over.abort();
    await looking;
  }
}

/** The load, in laps that are judged while the next one goes on. */
async function laps(stage: Stage, options: Soaking): Promise<Verdict[]> {
  const { minutes, lap, eventsPerSecond, seed, say } = options;
  const archive = new Archive(stage.sandbox);
  const limits: Limits = { ...common, eventsPerSecond };
  const judging: Promise<Verdict>[] = [];
  for (let n = 0, left = minutes; left > 0; n += 1, left -= lap) {
    const seconds = Math.min(lap, left) * 60;
    const round = { name: `soak${n + 1}`, assault: peace, seconds, alone: false };
    const loaded = await load(round, { stage, archive, limits, seed: seed + n, say });
    judging.push(judged(loaded, say));
  }
  return await Promise.all(judging);
}

async function judged(loaded: Loaded, say: (line: string) => void): Promise<Verdict> {
  const drainedMs = await drained(loaded, common.drainMs);
  const verdict = await finalVerdict(loaded, drainedMs, common.drainMs);
  say(`${verdict.accepted} events accepted, ${verdict.delivered} at Kochava, ${verdict.findings.length} findings`);
  return verdict;
}

function sumsOf(verdicts: readonly Verdict[]): LapSums {
  const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((all, each) => all + of(each), 0);
  return {
    accepted: sum(({ accepted }) => accepted),
    delivered: sum(({ delivered }) => delivered),
    repeats: sum(({ repeats }) => repeats),
    lost: sum(({ lost }) => lost),
    early: sum(({ early }) => early),
  };
}

/** Ends at once when it is over. */
function pause(ms: number, over: AbortSignal): Promise<void> {
  if (ms <= 0 || over.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    over.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
