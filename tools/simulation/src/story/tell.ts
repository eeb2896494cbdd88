import { takeOver } from '../kernel/realm.ts';
import { Scheduler } from '../kernel/scheduler.ts';
import { judge } from '../check/judge.ts';
import { repeatsIn } from '../check/repeats.ts';
import { Witness } from '../check/witness.ts';
import { type Bug } from '../bugs.ts';
import { haveAccidents } from './accidents.ts';
import { Crew } from './crew.ts';
import { sendAll, Told } from './load.ts';
import { unrest } from './rest.ts';
import { scriptOf } from './script.ts';
import { World } from './world.ts';

export interface Ending {
  readonly seed: number;
  /** What is wrong; none = nothing is. */
  readonly findings: readonly string[];
  /** Of everything that happened, in order. */
  readonly digest: string;
  readonly events: number;
  /** Virtual ms. */
  readonly tookMs: number;
  readonly calls: number;
  /** Calls that Kochava had taken before. */
  readonly repeats: number;
  /** Events that were answered 200. */
  readonly accepted: number;
}

export interface TellOptions {
  readonly seed: number;
  readonly bug?: Bug | undefined;
  readonly show?: ((line: string) => void) | undefined;
}

const lookMs = 250;
/** Everything must be at rest so long after the last accident, virtual ms. */
const patienceMs = 240_000;

/** One seed from its beginning to its end. */
export async function tell({ seed, bug, show }: TellOptions): Promise<Ending> {
  const scheduler = new Scheduler({ seed, show });
  const giveBack = takeOver(scheduler);
  const crash = (error: unknown): void => {
    scheduler.failure ??= error;
    scheduler.stop();
  };
  process.on('unhandledRejection', crash);
  try {
    const script = scriptOf(scheduler.random.fork());
    const world = new World(scheduler, script, bug);
    const told = new Told();
    const witnesses = [...world.engines].map(([schema, engine]) => {
      const witness = new Witness(schema);
      engine.onCommit = witness.commits;
      return witness;
    });
    const findings: string[] = [];
    const crew = new Crew(world, true);
    scheduler.plan(
      0,
      () =>
        void play({ world, crew, told })
          .then((late) => findings.push(...late), crash)
          .finally(() => scheduler.stop()),
    );
    await scheduler.run().catch(crash);
    if (scheduler.failure === undefined) findings.push(...judge({ world, told, witnesses }));
    else
      findings.push(
        `the story broke off: ${scheduler.failure instanceof Error ? scheduler.failure.stack : String(scheduler.failure)}`,
      );
    return {
      ...{ seed, findings, digest: scheduler.trace.digest(), events: scheduler.events, tookMs: scheduler.now },
      calls: world.kochava.calls.length,
      repeats: repeatsIn(world.kochava),
      accepted: [...told.events.values()].filter(({ answer }) => answer === 'accepted').length,
    };
  } finally {
    process.off('unhandledRejection', crash);
    giveBack();
  }
}

/** @returns what did not come to rest */
async function play(on: { world: World; crew: Crew; told: Told }): Promise<string[]> {
  const { world, crew, told } = on;
  const { scheduler, script } = world;
  await world.configure();
  crew.open();
  const accidents = haveAccidents(on);
  await sendAll({ scheduler, script, told, ingest: () => crew.ingest });
  await accidents;
  const until = scheduler.now + patienceMs;
  for (;;) {
    const why = unrest(world);
    if (why === undefined) return [];
    if (scheduler.now > until) return [`no rest: ${why}`];
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
