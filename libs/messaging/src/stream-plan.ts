import {
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  StoreCompression,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { kvBuckets, streams, type StreamName } from '@kochava-stream/contracts';

/** Streams with a size of their own: those of the contracts, the server's advisories, the KV buckets together. */
export type SizedStream = StreamName | 'ADVISORY' | 'KV';

export interface ProvisionOptions {
  /** Number of shards; remembered with RECEIVED, never changed afterwards. */
  readonly shards: number;
  /** Copies of each stream: 1 or 3. */
  readonly replicas: number;
  /** Largest size of a stream in bytes, where it is not the default. */
  readonly maxBytes?: Partial<Record<SizedStream, number>> | undefined;
}

export type PlannedStream = Partial<StreamConfig> & Pick<StreamConfig, 'name' | 'subjects'>;

/** Metadata of RECEIVED: the number of shards its messages were spread over. */
export const shardsKey = 'kochava-stream.shards';

const mebibyte = 1024 * 1024;
export const defaultMaxBytes: Record<SizedStream, number> = {
  RECEIVED: 4096 * mebibyte,
  LINKS: 1024 * mebibyte,
  DISPATCH: 4096 * mebibyte,
  OUTCOMES: 1024 * mebibyte,
  DEAD: 1024 * mebibyte,
  ADVISORY: 16 * mebibyte,
  KV: 64 * mebibyte,
};

const maxMessageBytes = 1024 * 1024;
const dayNs = 86_400 * 1e9;

/** What the broker itself reports and keeps no record of: given up deliveries, ended messages, broken batches. */
const advisorySubjects = [
  '$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>',
  '$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>',
  '$JS.EVENT.ADVISORY.STREAM.BATCH_ABANDONED.>',
];

/** Every stream there is to be, KV buckets included, with all the settings that matter. */
export function plannedStreams(options: ProvisionOptions): PlannedStream[] {
  const bytes = { ...defaultMaxBytes, ...options.maxBytes };
  return [
    ...streams.map((declared) => ({
      ...common(options, declared.name, declared.subjects, bytes[declared.name]),
      max_age: declared.maxAgeMs * 1e6,
      duplicate_window: declared.duplicateWindowMs * 1e6,
      allow_atomic: true,
      ...(declared.name === 'RECEIVED' ? { metadata: { [shardsKey]: String(options.shards) } } : {}),
    })),
    { ...common(options, 'ADVISORY', advisorySubjects, bytes.ADVISORY), max_age: 30 * dayNs },
    ...Object.values(kvBuckets).map((bucket) => ({
      ...common(options, `KV_${bucket}`, [`$KV.${bucket}.>`], bytes.KV),
      max_age: 0,
      max_msgs_per_subject: 1,
      allow_rollup_hdrs: true,
      allow_direct: true,
    })),
  ];
}

function common(options: ProvisionOptions, name: string, subjects: readonly string[], maxBytes: number): PlannedStream {
  return {
    name,
    subjects: [...subjects],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    compression: StoreCompression.None,
    num_replicas: options.replicas,
    max_bytes: maxBytes,
    max_msg_size: maxMessageBytes,
    max_msgs: -1,
    max_msgs_per_subject: -1,
    max_consumers: -1,
    deny_delete: true,
  };
}

/**
 * The plan, with the subjects that the stream takes besides: a newer release added them, was rolled back, and left messages
 * in them. Subjects that overlap with planned ones are no release's.
 */
export function keepingSubjects(plan: PlannedStream, { config }: StreamInfo): PlannedStream {
  const besides = config.subjects.filter((each) => !plan.subjects.some((planned) => overlap(each, planned)));
  return { ...plan, subjects: [...plan.subjects, ...besides] };
}

/** Is there a subject that both match? */
function overlap(a: string, b: string): boolean {
  const [left, right] = [a.split('.'), b.split('.')];
  for (const [at, token] of left.entries()) {
    const other = right[at];
    if (token === '>' || other === '>') return other !== undefined;
    if (other === undefined || (token !== other && token !== '*' && other !== '*')) return false;
  }
  return left.length === right.length;
}

/** One setting that differs from the plan. */
export interface Difference {
  readonly setting: string;
  readonly from: unknown;
  readonly to: unknown;
  /** Set when changing it would lose data: why. */
  readonly refused?: string;
}

/** Where an existing stream differs from the plan, and which of these changes nobody should make. */
export function differences(plan: PlannedStream, existing: StreamInfo): Difference[] {
  const found: Difference[] = [];
  for (const [setting, to] of Object.entries(plan)) {
    if (setting === 'metadata') continue;
    const from = (existing.config as unknown as Record<string, unknown>)[setting] ?? absent(to);
    if (same(from, to)) continue;
    const refused = lossOf[setting]?.(plan, existing);
    found.push({ setting, from, to, ...(refused === undefined ? {} : { refused }) });
  }
  return [...found, ...shardDifference(plan, existing)];
}

function absent(to: unknown): unknown {
  return typeof to === 'boolean' ? false : typeof to === 'number' ? 0 : undefined;
}

function same(from: unknown, to: unknown): boolean {
  if (!Array.isArray(from) || !Array.isArray(to)) return from === to;
  return from.length === to.length && to.every((value) => from.includes(value));
}

type Loss = (plan: PlannedStream, existing: StreamInfo) => string | undefined;

const never =
  (why: string): Loss =>
  () =>
    why;

const lossOf: Record<string, Loss> = {
  storage: never('what is stored cannot move to another storage; make a new stream and move the messages'),
  retention: never('another retention removes messages that were not read yet'),
  discard: never('it may have dropped unread messages already: look into it, then make it anew'),
  num_replicas: (plan, { config }) =>
    (plan.num_replicas ?? 1) < config.num_replicas ? 'fewer copies of what is already stored' : undefined,
  subjects: (plan, { config }) => {
    const dropped = config.subjects.filter((subject) => !plan.subjects.includes(subject));
    return dropped.length > 0 ? `would not take ${dropped.join(', ')} any more` : undefined;
  },
  max_age: (plan, { config, state }) =>
    state.messages > 0 && shorter(plan.max_age, config.max_age)
      ? `would remove messages before the age they were promised (${state.messages} are stored)`
      : undefined,
  max_bytes: (plan, { state }) =>
    state.bytes > (plan.max_bytes ?? 0) ? `${state.bytes} bytes are stored already` : undefined,
};

/** 0 = for ever. */
function shorter(to: number | undefined, from: number): boolean {
  return to !== undefined && to !== 0 && (from === 0 || to < from);
}

function shardDifference(plan: PlannedStream, { config, state }: StreamInfo): Difference[] {
  const to = plan.metadata?.[shardsKey];
  const from = config.metadata?.[shardsKey];
  if (to === undefined || from === to) return [];
  const setting = 'shards';
  if (from === undefined && state.messages === 0) return [{ setting, from: 'not recorded', to }];
  const refused =
    from === undefined
      ? 'nothing says how many shards its messages were spread over'
      : 'messages of one device would be in two shards, and their order lost; drain the streams and install anew';
  return [{ setting, from: from ?? 'not recorded', to, refused }];
}
