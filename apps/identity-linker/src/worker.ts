import { type ConfigView, type Nats } from '@kochava-stream/messaging';
import { type Health, type Logger, type Metrics } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { runShardWorker, type ShardWorker } from '@kochava-stream/shards';
import { ConfirmedCache } from './confirmed-cache.ts';
import { dueWork } from './due.ts';
import { factSources, type Fact } from './facts.ts';
import { handler } from './handle.ts';
import { parseFacts, poisonedFacts, splitFacts, weighFacts } from './messages.ts';

export interface WorkerOptions {
  readonly syncs: ConfigView;
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
  /** Clock, ms since the epoch; for tests. */
  readonly now?: () => number;
}

/** How often due and expired holds are looked for, ms: two index look-ups. */
const lookEveryMs = 150;

/** Reads link requests, outcomes and installs of the shards it owns, from the moment the configuration is known. */
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

function run({ syncs, ready: _ready, ...options }: WorkerOptions): ShardWorker {
  const { shards } = options;
  return runShardWorker<readonly Fact[]>({
    ...options,
    consumer: 'identity-linker',
    gatherMs: 25,
    sources: factSources.map(({ contract }) => ({
      stream: contract.stream,
      subject: (shard) => contract.subject({ shard }),
    })),
    parse: parseFacts,
    weigh: weighFacts,
    split: splitFacts,
    poison: poisonedFacts,
    handle: handler({ syncs, shards, confirmed: new ConfirmedCache() }),
    tick: { everyMs: lookEveryMs, run: dueWork({ syncs, shards }) },
  });
}
