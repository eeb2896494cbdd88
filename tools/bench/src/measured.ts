import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure, type Measured, type Sizes } from './measure.ts';
import { type Run } from './run.ts';

/** Starts a pipeline in a folder of its own, measures it, stops it and drops the folder. */
export async function measured(
  what: string,
  start: (dir: string) => Promise<Run>,
  perUpload: number,
  sizes: Sizes,
): Promise<Measured> {
  const dir = await mkdtemp(join(tmpdir(), 'kochava-stream-bench-'));
  try {
    console.error(`${what}, ${perUpload} per upload: starting …`);
    const run = await start(dir);
    try {
      const result = await measure(run.pipeline, perUpload, sizes);
      console.error(`${what}, ${perUpload} per upload: ${result.eventsPerSecond} events/s`);
      return result;
    } finally {
      await run.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
