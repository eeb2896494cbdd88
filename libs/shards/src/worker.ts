import { type ShardWorker, type ShardWorkerOptions } from './types.ts';

/** Runs a stateful consumer until it is closed. */
export function runShardWorker<Parsed>(options: ShardWorkerOptions<Parsed>): ShardWorker {
  throw new Error(`the worker of ${options.consumer} is being written`);
}
