export { natsAccess, type NatsSettings } from './access.ts';
export { Coalescer, CoalescerClosed, type CoalescerOptions } from './coalescer.ts';
export { watchConfig, type ConfigChange, type ConfigView, type WatchConfigOptions } from './config-view.ts';
export { connectNats, NatsClosed, type ConnectOptions, type Nats } from './connect.ts';
export { Connection } from './connection.ts';
export { oldestUnfinished, standings, type ConsumerStanding, type SyncStanding } from './dispatch-lag.ts';
export {
  consumeDurable,
  type ConsumeOptions,
  type Delivered,
  type DurableConsumer,
  type Handled,
} from './durable-consumer.ts';
export { provisionEnv, readProvisionEnv, type ProvisionSettings } from './env.ts';
export { traceHeaders, traceIn, type Headers } from './headers.ts';
export { deleteKey, putConfig, putSecret, type Bucket, type KvWriteOptions, type ReadyMark } from './kv-write.ts';
export { type StreamMessage } from './ordered-pull.ts';
export { provision, provisionedShards, ProvisionFailed, ProvisionRefused, type ProvisionReport } from './provision.ts';
export { publishAll } from './publish-all.ts';
export { publishAllTraced, publishTraced, type Traced } from './publish-traced.ts';
export { PublishFailed, type PublishFailure } from './publish-errors.ts';
export { address, publish, type Addressed, type Publication, type PublishOptions } from './publish.ts';
export { readRange, type ReadRangeOptions } from './read-range.ts';
export { seqAt } from './seq-at.ts';
export { watchSecrets, type SecretsView, type WatchSecretsOptions } from './secrets-view.ts';
export { readShard, type ReadShardOptions, type ShardReader } from './shard-reader.ts';
export { plannedStreams, type PlannedStream, type ProvisionOptions, type SizedStream } from './stream-plan.ts';
export {
  checkPosition,
  checkSameStream,
  MessagesAgedOut,
  StreamMissing,
  StreamReplaced,
  streamState,
  type Position,
  type StreamState,
} from './stream-state.ts';
export {
  consumerFloor,
  consumerLag,
  deleteSyncConsumers,
  ensureSyncConsumers,
  ensureTestConsumer,
  hasTestConsumer,
  syncConsumerNames,
  testConsumerName,
  type SyncConsumerOptions,
  type SyncFloor,
  type SyncLag,
} from './sync-consumers.ts';
export { askForFsync, FsyncNotAlways, monitorUrls, verifyFsync, type FsyncProof } from './verify-fsync.ts';
