import { type Processes, type ServiceName } from '@kochava-stream/all-in-one';
import { between, weighted, type Random } from '../load/random.ts';
import { kill } from './kill.ts';
import { serviceVictim, victimOf, type Victim, type VictimName } from '../stage/victims.ts';

/** While the load runs. */
export interface During {
  /** Of the load's sync. */
  readonly sync: string;
  readonly processes: Processes;
  readonly random: Random;
  /** Resolves after so many ms, or at once when the load has ended. @returns whether it goes on */
  pause(ms: number): Promise<boolean>;
  say(line: string): void;
  /** Something was so for a while. */
  record(span: Span): void;
}

/** ms since the epoch. */
export interface Span {
  readonly what: string;
  readonly from: number;
  readonly to: number;
}

/** What is done to the system while it works. Everything runs again when it resolves. @returns who was killed, in order */
export type Assault = (during: During) => Promise<VictimName[]>;

export const peace: Assault = () => Promise.resolve([]);

/** Kills one again and again, every other time at a bad moment; each time it stays away for a while. */
export function killing(name: VictimName, everyMs: number): Assault {
  return async (during) => {
    const kills: VictimName[] = [];
    const victim = victimOf(during.processes, name);
    const frozen = name === 'nats-server' ? undefined : victimOf(during.processes, 'nats-server');
    while (await during.pause(everyMs * (0.4 + during.random() / 2))) {
      kills.push(await kill(victim, kills.length % 2 === 0 ? { ...during, frozen } : during));
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
      const frozen = victimOf(during.processes, 'nats-server');
      for (let turn = 0; await during.pause(everyMs * (0.4 + during.random() / 2)); turn += 1) {
        kills.push(await kill(two[turn % 2] as Victim, turn % 3 === 0 ? during : { ...during, frozen }));
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
