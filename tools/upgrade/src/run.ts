import { ConfigClient, serviceNames } from '@kochava-stream/all-in-one';
import { drained, finalVerdict, type Judged, type Verdict } from '@kochava-stream/faults';
import { connectNats } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { openGround, type Ground } from './ground.ts';
import { startLoad } from './load/load.ts';
import { Phases, toldIn } from './load/phases.ts';
import { Visitor } from './load/visits.ts';
import { type Options } from './options.ts';
import { answersOf, booksOf, endsOf, visitsOf } from './proof/proofs.ts';
import { tablesOf } from './proof/tables.ts';
import { type Report } from './report.ts';
import { Fleet, type Replacement } from './roll/fleet.ts';
import { thereAndBack, type Course } from './roll/course.ts';
import { runJobs } from './tree/jobs.ts';
import { newerRelease, olderRelease } from './tree/releases.ts';

export interface RunOptions {
  readonly options: Options;
  readonly dir: string;
  readonly say: (line: string) => void;
}

const drainMs = 60_000;
/** What should not come would come within this. */
const quietMs = 2_000;

/** Starts the older release, upgrades it and takes that back while clients send; stops everything. */
export async function run(given: RunOptions): Promise<Report> {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const ground = await openGround(given.dir);
    stops.push(() => ground.close());
    return await upgraded(given, ground, stops);
  } finally {
    given.say('stopping …');
    for (const stop of stops.reverse()) await stop();
  }
}

async function upgraded(given: RunOptions, ground: Ground, stops: (() => Promise<unknown>)[]): Promise<Report> {
  const { options, say } = given;
  const course = await prepared(given, ground, stops);
  const { fleet, phases } = course;
  say('both releases are built, the older one is up');
  const config = new ConfigClient(fleet.url('config'), await ground.adminToken());
  const load = await startLoad({
    config,
    ingestUrl: fleet.url('ingest'),
    sandbox: ground.sandbox,
    eventsPerSecond: options.rate,
    seed: options.seed,
  });
  stops.push(() => load.abandon());
  const visitor = new Visitor(fleet.url('config'), await ground.adminToken());
  stops.push(() => visitor.end());
  const replacements: Replacement[] = [];
  const proofs = await thereAndBack(course, load.sync, replacements);
  const judged = await load.end();
  phases.end();
  const visits = await visitor.end();
  const { verdict, drainedMs } = await judgement(judged);
  say(
    drainedMs === undefined ? 'not everything arrives' : `all there ${Math.round(drainedMs)} ms after the last upload`,
  );
  const told = phases.all.map((phase) => toldIn(phase, load.attempts));
  return {
    told,
    replacements,
    proofs: [
      ...booksOf(verdict, load.strangers().length),
      answersOf(told),
      visitsOf(visits),
      endsOf(replacements),
      ...proofs,
    ],
  };
}

/** The older release running, the newer one built. */
async function prepared(
  { options, dir, say }: RunOptions,
  ground: Ground,
  stops: (() => Promise<unknown>)[],
): Promise<Course> {
  const older = await olderRelease(options, dir);
  say(`older release: ${older.name}; ${await runJobs(older, ground)}`);
  const logger = createLogger({ service: 'upgrade', level: 'silent' });
  const linker = await openDatabase({ url: ground.databaseUrl, schema: 'linker', logger });
  stops.push(() => linker.close());
  const nats = await connectNats({ servers: ground.natsUrl, name: 'upgrade', logger });
  stops.push(() => nats.close());
  const { envs, logDir } = ground;
  const fleet = new Fleet({ envs, logDir, replicas: options.short ? 1 : 2, preStopMs: options.short ? 500 : 1_000 });
  stops.push(() => fleet.close());
  const start = async (): Promise<void> => {
    for (const name of serviceNames) await fleet.start(name, older);
  };
  const [newer] = await Promise.all([newerRelease(options, await tablesOf(linker), dir), start()]);
  const planted = options.from === undefined;
  const steadyMs = options.short ? 4_000 : 10_000;
  return { ground, fleet, older, newer, linker, nats, planted, steadyMs, phases: new Phases(), say };
}

async function judgement(judged: Judged): Promise<{ verdict: Verdict; drainedMs: number | undefined }> {
  const drainedMs = await drained(judged, drainMs);
  await new Promise((resolve) => setTimeout(resolve, quietMs));
  return { verdict: await finalVerdict(judged, drainedMs, drainMs), drainedMs };
}
