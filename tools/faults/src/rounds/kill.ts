import { between, type Random } from '../load/random.ts';
import { type Victim, type VictimName } from '../stage/victims.ts';

export interface Killing {
  readonly random: Random;
  say(line: string): void;
  /**
   * Frozen just before and until the kill. With nats-server frozen the victim dies while what it decided is committed and
   * not published, what it published is not acknowledged, what Kochava answered is not stored.
   */
  readonly frozen?: Victim | undefined;
}

/** SIGKILL, a moment away, and started again. */
export async function kill(victim: Victim, { random, say, frozen }: Killing): Promise<VictimName> {
  await frozen?.signal('SIGSTOP');
  try {
    if (frozen !== undefined) await pause(between(random, 100, 400));
    await victim.signal('SIGKILL');
  } finally {
    await frozen?.signal('SIGCONT');
  }
  const downMs = between(random, 50, 1_500);
  say(`${victim.name} was killed${frozen === undefined ? '' : ` while ${frozen.name} stood still`}`);
  await pause(downMs);
  const began = performance.now();
  await untilStarted(victim);
  say(`${victim.name} is back: away for ${downMs} ms, ready after ${Math.round(performance.now() - began)} ms`);
  return victim.name;
}

/** As the supervisor of a production system does: what does not come up is started again. */
export async function untilStarted(victim: Pick<Victim, 'start'>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await victim.start();
      return;
    } catch (error) {
      if (tries === 5) throw error;
      await pause(500);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
