import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { type Asked, type Told } from './asked.ts';

export interface Many {
  readonly from: number;
  readonly count: number;
  readonly workers: number;
  readonly bug?: string | undefined;
  readonly onTold?: (told: number) => void;
}

export interface Summary {
  readonly told: number;
  readonly events: number;
  readonly calls: number;
  readonly repeats: number;
  readonly accepted: number;
  /** Of all traces, in the order of their seeds. */
  readonly digest: string;
  /** The story with the lowest seed in which something is wrong. */
  readonly failed: Told | undefined;
}

/** Tells many stories, in threads: each has a realm of its own. A teller that finds something stops. */
export async function tellMany({ from, count, workers, bug, onTold }: Many): Promise<Summary> {
  const all: Told[] = [];
  const tellers = Array.from({ length: Math.min(workers, count) }, async (_, n) => {
    const workerData: Asked = { from: from + n, until: from + count, step: Math.min(workers, count), bug };
    const worker = new Worker(new URL(`./teller.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url), {
      workerData,
    });
    worker.on('message', (told: Told) => onTold?.(all.push(told)));
    await new Promise<void>((resolve, reject) => worker.once('error', reject).once('exit', () => resolve()));
  });
  await Promise.all(tellers);
  all.sort((a, b) => a.seed - b.seed);
  const sum = (of: 'events' | 'calls' | 'repeats' | 'accepted'): number =>
    all.reduce((total, told) => total + told[of], 0);
  return {
    ...{
      told: all.length,
      events: sum('events'),
      calls: sum('calls'),
      repeats: sum('repeats'),
      accepted: sum('accepted'),
    },
    digest: createHash('sha256')
      .update(all.map(({ digest }) => digest).join())
      .digest('hex')
      .slice(0, 16),
    failed: all.find(({ findings }) => findings.length > 0),
  };
}
