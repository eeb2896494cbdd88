import { type ServiceName } from '@kochava-stream/all-in-one';
import { type Nats } from '@kochava-stream/messaging';
import { type Database } from '@kochava-stream/persistence';
import { type Ground } from '../ground.ts';
import { type Phases } from '../load/phases.ts';
import { Held } from '../proof/held.ts';
import { columnOf, heldOf, jobsOf, migratedOf, readableOf, readOf, tablesGrown } from '../proof/proofs.ts';
import { Reading } from '../proof/reading.ts';
import { poisonedBy } from '../proof/stream.ts';
import { filledRows, grownTables, tablesOf } from '../proof/tables.ts';
import { type Proof } from '../report.ts';
import { runJobs } from '../tree/jobs.ts';
import { ProgramFailed } from '../tree/run.ts';
import { type Tree } from '../tree/tree.ts';
import { type Fleet, type Replacement } from './fleet.ts';

/** Everything that an upgrade and its way back need. */
export interface Course {
  readonly ground: Ground;
  readonly fleet: Fleet;
  readonly older: Tree;
  readonly newer: Tree;
  readonly linker: Database;
  readonly nats: Nats;
  /** The newer release has the planted change. */
  readonly planted: boolean;
  /** How long a release works undisturbed. */
  readonly steadyMs: number;
  readonly phases: Phases;
  readonly say: (line: string) => void;
}

/** No link was requested: the transformers of the older release do not work, or the load is too small. */
export class NothingToSee extends Error {
  override readonly name = 'NothingToSee';
  constructor() {
    super('the older release has not written one links.requested: see its logs, or ask for a higher --rate');
  }
}

/**
 * In this order both times: each service runs beside both releases of those that it reads from and writes to. The
 * transformer comes before the linker, so that linkers of one release read what transformers of the other one write.
 */
const order: readonly ServiceName[] = ['transformer', 'identity-linker', 'kochava-dispatcher', 'config', 'ingest'];

/** Upgrades, lets the newer release work, and goes back. @returns what was seen on the way */
export async function thereAndBack(course: Course, sync: string, replacements: Replacement[]): Promise<Proof[]> {
  const { phases, older, newer, linker, planted } = course;
  const reading = new Reading(course.nats, linker);
  const held = new Held(linker, sync);
  await steady(course, 'the older release works');
  const version = Math.max(...(await reading.versions()).keys());
  if (!Number.isInteger(version)) throw new NothingToSee();
  const tables = await jobs(course, newer, 'its migrations run');
  await held.look();
  phases.begin('services are replaced by the newer release');
  const ahead = await roll(course, newer, replacements, (after) => reading.taken({ after, version: version + 1 }));
  await steady(course, 'the newer release works');
  const releasedByNewer = await held.released();
  const filled = planted ? await filledRows(linker) : 0;
  await held.look();
  phases.begin('services are replaced by the older release');
  const behind = await roll(course, older, replacements, (after) => reading.taken({ after, version }));
  const again = await jobs(course, older, 'its jobs run once more').catch(failureOf);
  await steady(course, 'the older release works again');
  const releasedByOlder = await held.released();
  const proofs = [
    readableOf(await poisonedBy(course.nats)),
    migratedOf(tables),
    jobsOf(again),
    heldOf('released by the newer release', releasedByNewer),
    heldOf('released by the older one again', releasedByOlder),
  ];
  if (!planted) return proofs;
  const all = Object.values(await tablesOf(linker)).flat().length;
  return [
    ...proofs,
    tablesGrown(await grownTables(linker), all),
    readOf(`version ${version + 1} read by linkers that know ${version}`, ahead, await reading.versions()),
    readOf(`version ${version} read by linkers that know ${version + 1}`, behind, await reading.versions()),
    columnOf(filled),
  ];
}

async function steady({ phases, steadyMs, say }: Course, name: string): Promise<void> {
  phases.begin(name);
  say(name);
  await new Promise((resolve) => setTimeout(resolve, steadyMs));
}

/** What runs before a release, while the other one works. @returns what it said */
async function jobs({ phases, ground, say }: Course, tree: Tree, name: string): Promise<string> {
  phases.begin(name);
  const said = await runJobs(tree, ground);
  say(`${name}: ${said}`);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return said;
}

/** That the older release's jobs refuse what the newer one left is for the report. */
function failureOf(error: unknown): string {
  if (error instanceof ProgramFailed) return error.message.replaceAll('\n', ' ');
  throw error;
}

/** Replaces all services. @returns what was to be read between the transformer and the linker */
async function roll(
  course: Course,
  tree: Tree,
  replacements: Replacement[],
  read: (afterSeq: number) => Promise<number>,
): Promise<number> {
  const { fleet, planted, say } = course;
  const before = await new Reading(course.nats, course.linker).lastSeq();
  let taken = 0;
  for (const name of order) {
    await fleet.roll(name, tree, (replacement) => {
      replacements.push(replacement);
      const { readyMs, endedMs, exitCode } = replacement;
      say(
        `${name}: ready after ${Math.round(readyMs)} ms, the other one left in ${Math.round(endedMs)} ms (${exitCode})`,
      );
    });
    if (name === 'transformer' && planted) taken = await read(before);
  }
  return taken;
}
