export {
  contract,
  contracts,
  decode,
  encode,
  parse,
  type Contract,
  type Message,
  type StreamName,
} from './contract.ts';
export { ContractError } from './contract-error.ts';
export { DeviceIds, deviceIdKinds, DispatchKind, type DeviceIdKind } from './fields.ts';
export {
  Delivery,
  documentParser,
  Filter,
  filterOperators,
  kvBuckets,
  kvKeys,
  Mappings,
  PostbackParameters,
  Postbacks,
  ProjectConfig,
  SendEvents,
  SyncConfig,
  SyncSecrets,
} from './kv.ts';
export { bucketMs, latencyBucket, latencyBuckets } from './latency.ts';
export { deadLetters, type DeadLetter } from './messages/dead.ts';
export {
  linkDeletions,
  outcomeDeletions,
  receivedDeletions,
  type DeletionAsk,
  type LinkDeletion,
  type OutcomeDeletion,
} from './messages/deletions.ts';
export {
  outcomeGates,
  outcomeRetries,
  outcomeSamples,
  type ClosedGate,
  type OutcomeGates,
  type OutcomeRetries,
  type OutcomeSamples,
  type Retries,
  type Sample,
} from './messages/delivery-notes.ts';
export {
  dispatchEvents,
  dispatchLinks,
  dispatchRetry,
  type DispatchBatch,
  type DispatchEntry,
  type DispatchRetry,
} from './messages/dispatch.ts';
export {
  linkCommands,
  linksRequested,
  type LinkCommand,
  type LinkCommands,
  type LinkRequest,
  type LinksRequested,
} from './messages/links.ts';
export {
  outcomeCounts,
  outcomeEnds,
  outcomes,
  type Count,
  type Ends,
  type Outcome,
  type OutcomeCounts,
  type OutcomeEnds,
  type Outcomes,
  type ReplyClass,
} from './messages/outcomes.ts';
export {
  receivedEvents,
  receivedInstalls,
  receivedReplays,
  type AmplitudeEvent,
  type InstallSource,
  type ReceivedEvents,
  type ReceivedInstall,
  type ReceivedInstalls,
  type ReceivedReplays,
  type Replay,
  type UploadPart,
} from './messages/received.ts';
export { outcomeSeen, SeenName, type OutcomeSeen } from './messages/seen.ts';
export { dispatchTests, outcomeTests, type DispatchTest, type OutcomeTest } from './messages/tests.ts';
export { deviceShard, eventShard, shardOf } from './shard.ts';
export { streams, type StreamDeclaration } from './streams.ts';
