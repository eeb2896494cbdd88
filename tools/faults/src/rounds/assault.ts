import { type Processes, type ServiceName } from '@kochava-stream/all-in-one';
import { between, weighted, type Random } from '../load/random.ts';
import { serviceVictim, victimOf, type Victim, type VictimName } from '../stage/victims.ts';

/** While the load runs. */
export interface During {
  readonly processes: Processes;
  readonly random: Random;
  /** Resolves after so many ms, or at once when the load has ended. @returns whether it goes on */
  pause(ms: number): Promise<boolean>;
  say(line: string): void;
}

/** What is done to the system while it works. Everything runs again when it resolves. @returns who was killed, in order */
export type Assault = (during: During) => Promise<VictimName[]>;

export const peace: Assault = () => Promise.resolve([]);

/** Kills one again and again; each time it stays away for a moment. */
export function killing(name: VictimName, everyMs: number): Assault {
  return async (during) => {
    const kills: VictimName[] = [];
    const victim = victimOf(during.processes, name);
    while (await during.pause(everyMs * (0.4 + during.random() / 2))) {
      kills.push(await kill(victim, during));
    }
    return kills;
  };
}

/** Kills one after the other, whoever it is. */
export function killingAnyone(names: readonly VictimName[], everyMs: number): Assault {
  return async (during) => {
    const kills: VictimName[] = [];
    const underWay = new Map<VictimName, Promise<void>>();
    while (await during.pause(everyMs * (0.4 + during.random()))) {
      const name = weighted(
        during.random,
        names.map((each) => [1, each] as const),
      );
      if (underWay.has(name)) continue;
      kills.push(name);
      // The next one does not wait: two may be away at the same time.
      const back = kill(victimOf(during.processes, name), during).then(() => void underWay.delete(name));
      underWay.set(name, back);
    }
    await Promise.all(underWay.values());
    return kills;
  };
}

/**
 * Kills the dispatcher while it works through a backlog: the transformer is frozen for less than its lease, and what came
 * meanwhile leaves it in large messages.
 */
export function killingInBacklog(everyMs: number): Assault {
  return async (during) => {
    const kills: VictimName[] = [];
    const transformer = victimOf(during.processes, 'transformer');
    const dispatcher = victimOf(during.processes, 'kochava-dispatcher');
    while (await during.pause(everyMs)) {
      await transformer.signal('SIGSTOP');
      await during.pause(6_000);
      await transformer.signal('SIGCONT');
      await during.pause(between(during.random, 500, 3_000));
      kills.push(await kill(dispatcher, during));
    }
    return kills;
  };
}

/** Two processes of a service share the work; now one, now the other is killed. */
export function killingOneOfTwo(name: ServiceName, everyMs: number): Assault {
  return (during) =>
    withTwo(name, during, async (two) => {
      const kills: VictimName[] = [];
      for (let turn = 0; await during.pause(everyMs * (0.4 + during.random() / 2)); turn += 1) {
        kills.push(await kill(two[turn % 2] as Victim, during));
      }
      return kills;
    });
}

/** Two processes; one is frozen until the other has taken over, and thaws with work in its hands that is not its own any more. */
export function freezing(name: ServiceName, frozenMs: number): Assault {
  return (during) =>
    withTwo(name, during, async (two) => {
      for (let turn = 0; await during.pause(3_000); turn += 1) {
        const victim = two[turn % 2] as Victim;
        during.say(`${name} is frozen`);
        await victim.signal('SIGSTOP');
        await during.pause(frozenMs);
        await victim.signal('SIGCONT');
        during.say(`${name} goes on`);
        await during.pause(2_000);
      }
      return [];
    });
}

async function withTwo<T>(name: ServiceName, during: During, work: (two: Victim[]) => Promise<T>): Promise<T> {
  const second = await during.processes.another(name);
  try {
    return await work([serviceVictim(during.processes.services[name]), serviceVictim(second)]);
  } finally {
    await second.stop();
  }
}

async function kill(victim: Victim, { random, say }: During): Promise<VictimName> {
  await victim.signal('SIGKILL');
  const downMs = between(random, 50, 1_500);
  say(`${victim.name} was killed`);
  await new Promise((resolve) => setTimeout(resolve, downMs));
  const began = performance.now();
  await untilStarted(victim);
  say(`${victim.name} is back: away for ${downMs} ms, ready after ${Math.round(performance.now() - began)} ms`);
  return victim.name;
}

/** As the supervisor of a production system does: what does not come up is started again. */
async function untilStarted(victim: Victim): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await victim.start();
      return;
    } catch (error) {
      if (tries === 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
