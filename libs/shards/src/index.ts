export { noTraces, traceOf, type BatchTraces } from './batch-traces.ts';
export { TryLater } from './faults.ts';
export {
  outgoing,
  type Context,
  type Due,
  type Outgoing,
  type ShardMessage,
  type ShardSource,
  type ShardWorker,
  type ShardWorkerOptions,
  type Tick,
} from './types.ts';
export { resetPositions, ResetRefused, type ResetOptions, type ResetPosition } from './reset-positions.ts';
export { startStatefulService, type StatefulParts, type StatefulServiceOptions } from './stateful-service.ts';
export { runShardWorker } from './worker.ts';
export { shardMetrics } from './metrics.ts';
