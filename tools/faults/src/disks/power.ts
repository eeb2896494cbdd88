import { between, weighted } from '../load/random.ts';
import { type Assault } from '../rounds/assault.ts';
import { untilStarted } from '../rounds/kill.ts';
import { victimOf, type VictimName } from '../stage/victims.ts';
import { copyAll } from './disk.ts';
import { type Disks } from './disks.ts';
import { freeze, partsOf, type Part } from './parts.ts';

/** The power fails: nobody runs any more, and the disks hold what was on them. */
export async function losePower(parts: readonly Part[], disks: Disks): Promise<void> {
  const frozen = freeze(parts);
  try {
    await copyAll(disks.all);
  } finally {
    await frozen.end();
  }
  for (const disk of disks.all) await disk.becomeCopy();
}

const servers: readonly VictimName[] = ['nats-server', 'postgres'];

/** Power losses of everything at once, some seconds apart: more than a lease lasts, so that work goes on between them. */
export function losingPower(disks: () => Disks, everyMs: readonly [least: number, most: number]): Assault {
  return async (during) => {
    const { processes, random, say } = during;
    const parts = partsOf(processes);
    const kills: VictimName[] = [];
    for (let first = true; await during.pause(first ? 3_000 : between(random, ...everyMs)); first = false) {
      // What one of them has not done yet is in one store alone.
      const late = first ? 'transformer' : weighted(random, waiting);
      if (late !== undefined) await victimOf(processes, late).signal('SIGSTOP');
      if (!(await during.pause(between(random, 200, 1_200)))) break;
      await losePower(parts, disks());
      say(`the power failed${late === undefined ? '' : ` while ${late} stood still`}`);
      kills.push(...parts.map(({ name }) => name));
      const began = performance.now();
      await Promise.all(of(parts, (name) => servers.includes(name)).map(untilStarted));
      await Promise.all(of(parts, (name) => !servers.includes(name)).map(untilStarted));
      say(`everything is back after ${Math.round(performance.now() - began)} ms`);
    }
    // Nobody stays frozen.
    for (const { name } of parts) await victimOf(processes, name).signal('SIGCONT');
    return kills;
  };
}

const waiting = [
  [2, 'transformer'],
  [2, 'kochava-dispatcher'],
  [1, 'identity-linker'],
  [1, 'config'],
  [2, undefined],
] as const;

function of(parts: readonly Part[], which: (name: VictimName) => boolean): Part[] {
  return parts.filter(({ name }) => which(name));
}
