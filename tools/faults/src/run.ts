import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ledgers } from './check/finding.ts';
import { type Row } from './report.ts';
import { type Plan } from './rounds/plan.ts';
import { drained, finalVerdict, load, type Loaded, type Surroundings } from './rounds/round.ts';
import { Archive } from './stage/archive.ts';
import { openStage } from './stage/stage.ts';

interface RunOptions {
  readonly plan: Plan;
  readonly dataDir: string;
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
export async function run({ plan, dataDir, seed, say }: RunOptions): Promise<Row[]> {
  const stage = await openStage(dataDir, say);
  try {
    const archive = new Archive(stage.sandbox);
    const waiting: Promise<Drained>[] = [];
    for (const [index, round] of plan.rounds.entries()) {
      say(`${round.name}: ${round.seconds} s of load`);
      const at: Surroundings = { stage, archive, limits: plan.limits, seed: seed + 10 * index, say };
      const loaded = await load(round, at);
      const done = drained(loaded, plan.limits.drainMs).then((drainedMs) => {
        say(`${round.name}: ${drainedMs === undefined ? 'not drained' : `drained after ${Math.round(drainedMs)} ms`}`);
        return { loaded, drainedMs };
      });
      waiting.push(done);
      await done;
    }
    const all = await Promise.all(waiting);
    await new Promise((resolve) => setTimeout(resolve, quietMs));
    const rows: Row[] = [];
    for (const each of all) rows.push(await judged(each, plan, dataDir));
    return rows;
  } finally {
    say('stopping …');
    await stage.close();
  }
}

async function judged({ loaded, drainedMs }: Drained, { limits }: Plan, dataDir: string): Promise<Row> {
  const verdict = await finalVerdict(loaded, drainedMs, limits.drainMs);
  if (verdict.findings.length > 0) await keepLedgers(dataDir, loaded.round.name, await loaded.ledgers());
  const { kills, terms, round } = loaded;
  return { fault: round.name, kills: kills.length, bound: terms.mostRepeats, drainedMs, verdict };
}

async function keepLedgers(dataDir: string, name: string, ledgers: Ledgers): Promise<void> {
  const file = join(dataDir, `ledgers-${name.replaceAll(' ', '-')}.json`);
  await writeFile(file, JSON.stringify(ledgers, null, 1));
}
