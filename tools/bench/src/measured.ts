import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, type Measured, type Pipeline, type Sizes } from './measure.ts';
import { type Run } from './run.ts';

/** Starts a pipeline in a folder of its own, measures it, stops it and drops the folder. */
export async function measured(
  what: string,
  start: (dir: string) => Promise<Run>,
  perUpload: number,
  sizes: Sizes,
): Promise<Measured> {
  console.error(`${what}, ${perUpload} per upload: starting …`);
  const result = await whileRunning(start, (pipeline) => measure(pipeline, perUpload, sizes));
  console.error(`${what}, ${perUpload} per upload: ${result.eventsPerSecond} events/s`);
  return result;
}

/** Starts a pipeline in a folder of its own, does something with it, stops it and drops the folder. */
export async function whileRunning<Result, R extends Run = Run>(
  start: (dir: string) => Promise<R>,
  doing: (pipeline: Pipeline, run: R) => Promise<Result>,
): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), 'kochava-stream-bench-'));
  try {
    const run = await start(dir);
    try {
      return await doing(run.pipeline, run);
    } finally {
      await run.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
