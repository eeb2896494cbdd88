import { setTimeout as pause } from 'node:timers/promises';
import { type Processes, type ServiceName, type ServiceProcess } from '@kochava-stream/all-in-one';
import { measureFull, warm, type FullLoad, type Sizes } from '../measure.ts';
import { whileRunning } from '../measured.ts';
import { startSystem } from '../system.ts';
import { cpuShare } from './cpu-share.ts';

/** The services of which several processes share the work. */
export type Worker = Extract<ServiceName, 'transformer' | 'kochava-dispatcher'>;

/** So many processes of a service, each with a share of a core, while all else has what it wants. */
export interface Step {
  readonly worker: Worker;
  readonly processes: number;
  readonly shards: number;
  /** Of a core, for each of the processes. */
  readonly percent: number;
}

export interface Grown extends Step {
  readonly eventsPerSecond: number;
  /** Of all processes of the service together. */
  readonly cpuMicrosPerEvent: number;
}

/** A process got no shards of its own. */
export class NoShare extends Error {
  override readonly name = 'NoShare';
}

export interface GrowthOptions {
  readonly perUpload: number;
  readonly sizes: Sizes;
}

/** Starts the system, adds the processes, warms up, limits them, measures, stops. */
export async function grown(step: Step, { perUpload, sizes }: GrowthOptions): Promise<Grown> {
  const { worker, processes: wanted, shards, percent } = step;
  const share = cpuShare(percent);
  const start = (dir: string) => startSystem(dir, { concurrency: 64, shards });
  try {
    return await whileRunning(start, async (pipeline, { processes }) => {
      const all = [processes.services[worker]];
      while (all.length < wanted) all.push(await processes.another(worker));
      if (worker === 'transformer') await shared(all, shards);
      // As many again: V8 has compiled everything in each of the processes before they have little CPU time.
      await warm(pipeline, perUpload, { ...sizes, events: 4 * sizes.events });
      const pids = Object.fromEntries(all.map(({ name, pid }, index) => [`${name} ${index + 1}`, pid]));
      for (const pid of Object.values(pids)) share.limit(pid);
      const full = await measureFull({ ...pipeline, pids }, perUpload, sizes);
      return { ...step, eventsPerSecond: full.eventsPerSecond, cpuMicrosPerEvent: together(full) };
    });
  } finally {
    share.end();
  }
}

function together({ cpuMicrosPerEvent }: FullLoad): number {
  return Object.values(cpuMicrosPerEvent).reduce((sum, micros) => sum + micros, 0);
}

const patienceMs = 60_000;

/** Until every process has as many shards as any other, as far as there are as many. */
async function shared(all: readonly ServiceProcess[], shards: number): Promise<void> {
  const least = Math.floor(shards / all.length);
  for (const began = performance.now(); performance.now() - began < patienceMs; await pause(200)) {
    const owned = await Promise.all(all.map(owns));
    if (owned.every((count) => count >= least) && owned.reduce((sum, count) => sum + count, 0) === shards) return;
  }
  throw new NoShare(`${all.length} processes did not divide ${shards} shards among them in ${patienceMs / 1_000} s`);
}

async function owns({ url }: Pick<Processes['services'][Worker], 'url'>): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^kochava_stream_shards_owned(?:\{.*\})? (\d+)/m.exec(text)?.[1] ?? 0);
}
