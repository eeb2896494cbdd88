import { calm } from '../kochava/far-end.ts';
import { type Crew } from './crew.ts';
import { type World } from './world.ts';

interface Stage {
  readonly world: World;
  readonly crew: Crew;
}

type Accident = (on: Stage) => void;

/** What can happen besides deaths at awaits, which each process carries in itself. */
const accidents: Readonly<Record<string, Accident>> = {
  kill: ({ world, crew }) => {
    const { processes } = crew;
    if (processes.length > 0) world.scheduler.kill(world.scheduler.random.pick(processes), 'at any time');
  },
  freeze: ({ world, crew }) => {
    const { scheduler } = world;
    const { processes } = crew;
    if (processes.length === 0) return;
    const process = scheduler.random.pick(processes);
    process.frozenUntil = scheduler.now + scheduler.random.between(300, 5_000);
    process.troubles.push(scheduler.now, process.frozenUntil);
    scheduler.note(`${process.name} stands still until ${process.frozenUntil.toFixed(0)}`);
  },
  'cut from the streams': ({ world }) => {
    const links = [...world.nats.links].filter(({ process }) => process !== world.scheduler.host);
    if (links.length > 0) world.scheduler.random.pick(links).cut('the network');
  },
  'stream server killed': ({ world }) => world.nats.crash(world.scheduler.random.between(50, 2_500)),
  'stream server stalls': ({ world }) => world.nats.stall(world.scheduler.random.between(500, 4_000)),
  'database killed': ({ world }) => world.postgres.crash(world.scheduler.random.between(50, 2_500)),
  'database stalls': ({ world }) => world.postgres.stall(world.scheduler.random.between(300, 3_000)),
  'cut from the database': ({ world }) => world.postgres.cutOne(),
  replaced: ({ crew }) => crew.replaceOne(),
};

const most = 6;
const withinMs = 4_000;

/** Plans the story's accidents; resolves when the last one is over and everything is well again. */
export function haveAccidents(on: Stage): Promise<void> {
  const { world } = on;
  const { scheduler, script } = world;
  const { random } = scheduler;
  world.kochava.moods = script.moods;
  world.postgres.troubles = script;
  const names = Object.keys(accidents);
  for (let n = random.int(0, most); n > 0; n -= 1) {
    const name = random.pick(names);
    scheduler.plan(random.between(50, withinMs), () => accidents[name]?.(on));
  }
  return new Promise((resolve) => {
    scheduler.plan(withinMs + 500, () => {
      on.crew.spare();
      world.kochava.moods = calm;
      world.postgres.troubles = { breaks: 0, refuses: 0 };
      resolve();
    });
  });
}
