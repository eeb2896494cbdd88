import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findingOf, type Ledgers } from './check/finding.ts';
import { type Row } from './report.ts';
import { type Plan } from './rounds/plan.ts';
import { drained, finalVerdict, load, type Loaded, type Surroundings } from './rounds/round.ts';
import { Archive } from './stage/archive.ts';
import { openStage, type Stage } from './stage/stage.ts';

interface RunOptions {
  readonly plan: Plan;
  readonly dataDir: string;
  /** The usual one unless said otherwise. */
  readonly open?: typeof openStage | undefined;
  readonly seed: number;
  readonly say: (line: string) => void;
}

interface Drained {
  readonly loaded: Loaded;
  readonly drainedMs: number | undefined;
}

/** What should not come would come within this. */
const quietMs = 2_000;

/** Starts everything, does every round, judges them all at the end, stops everything. */
export async function run({ plan, dataDir, seed, say, open = openStage }: RunOptions): Promise<Row[]> {
  const stage = await open(dataDir, say);
  try {
    const archive = new Archive(stage.sandbox);
    const draining: Promise<Drained>[] = [];
    for (const [index, round] of plan.rounds.entries()) {
      if (round.alone) await Promise.all(draining);
      say(`${round.name}: ${round.seconds} s of load`);
      const at: Surroundings = { stage, archive, limits: plan.limits, seed: seed + 10 * index, say };
      draining.push(waited(await load(round, at), plan, say));
    }
    const all = await Promise.all(draining);
    await new Promise((resolve) => setTimeout(resolve, quietMs));
    const rows: Row[] = [];
    for (const each of all) rows.push(await judged(each, plan, { stage, dataDir }));
    return [...rows, ...strangers(archive)];
  } finally {
    say('stopping …');
    await stage.close();
  }
}

async function waited(loaded: Loaded, { limits }: Plan, say: (line: string) => void): Promise<Drained> {
  const { name } = loaded.round;
  const drainedMs = await drained(loaded, limits.drainMs);
  say(`${name}: ${drainedMs === undefined ? 'not everything arrives' : `all there after ${Math.round(drainedMs)} ms`}`);
  return { loaded, drainedMs };
}

async function judged(
  { loaded, drainedMs }: Drained,
  { limits }: Plan,
  { stage, dataDir }: { stage: Stage; dataDir: string },
): Promise<Row> {
  const verdict = await finalVerdict(loaded, drainedMs, limits.drainMs);
  const ledgers = await loaded.ledgers();
  await keepLedgers(dataDir, loaded.round.name, ledgers);
  const { kills, terms, round, spans } = loaded;
  const more = await round.also?.({ stage, ledgers, spans });
  return {
    fault: round.name,
    kills: kills.length,
    bound: terms.mostRepeats,
    drainedMs,
    verdict: { ...verdict, findings: [...verdict.findings, ...(more?.findings ?? [])] },
    notes: more?.notes ?? [],
  };
}

/** Calls to Kochava that belong to no round. */
function strangers({ strangers: calls }: Archive): Row[] {
  const findings = findingOf(
    'I5',
    'calls for an app that nobody made',
    calls.map(({ id }) => id ?? 'without insert_id'),
  );
  const verdict = { requests: 0, accepted: 0, delivered: 0, repeats: 0, lost: 0, early: 0, longestMs: 0, findings };
  return findings.length === 0 ? [] : [{ fault: 'strangers', kills: 0, bound: 0, drainedMs: 0, verdict }];
}

async function keepLedgers(dataDir: string, name: string, ledgers: Ledgers): Promise<void> {
  const file = join(dataDir, `ledgers-${name.replaceAll(' ', '-')}.json`);
  await writeFile(file, JSON.stringify(ledgers));
}
