import { receivedEvents } from '@kochava-stream/contracts';
import { type ConfigView, type Nats } from '@kochava-stream/messaging';
import { type Health, type Logger, type Metrics } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { runShardWorker, type ShardWorker } from '@kochava-stream/shards';
import { parseChunk, poisonedChunk, splitChunk, weighChunk, type Chunk } from './chunk.ts';
import { handler } from './handle.ts';
import { Sweep } from './store/sweep.ts';

export interface WorkerOptions {
  readonly config: ConfigView;
  /** Resolves once the whole configuration was there: until then no shard is taken. */
  readonly ready: Promise<void>;
  readonly db: Database;
  readonly nats: Nats;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly owner: string;
  readonly shards: number;
  readonly maxBatch: number;
}

/** Reads the received events of the shards it owns, from the moment the configuration is known. */
export function startWorker(options: WorkerOptions): { close(): Promise<void> } {
  let closed = false;
  let worker: ShardWorker | undefined;
  void options.ready.then(() => {
    if (!closed) worker = run(options);
  });
  return {
    close: async () => {
      closed = true;
      await worker?.close();
    },
  };
}

function run({ config, ready: _ready, ...options }: WorkerOptions): ShardWorker {
  const sweep = new Sweep(options.shards);
  const notes = options.metrics.counter(
    'transformer_link_notes_total',
    'Links that could not be asked for (no-device, no-kochava-device-id), and values that were cut (value-cut).',
    ['reason'],
  );
  return runShardWorker<Chunk>({
    ...options,
    consumer: 'transformer',
    gatherMs: 10,
    sources: [{ stream: receivedEvents.stream, subject: (shard) => receivedEvents.subject({ shard }) }],
    parse: parseChunk,
    weigh: weighChunk,
    split: splitChunk,
    poison: poisonedChunk,
    tick: sweep.tick,
    handle: handler({
      config,
      shards: options.shards,
      onBatch: (chunks, said) => {
        sweep.reached(chunks);
        for (const [reason, n] of said) notes.inc({ reason }, n);
      },
    }),
  });
}
