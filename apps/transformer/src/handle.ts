import { type SyncConfig } from '@kochava-stream/contracts';
import { type Forgotten, type Tx } from '@kochava-stream/persistence';
import { TryLater, type Context, type Outgoing } from '@kochava-stream/shards';
import { type Chunk } from './chunk.ts';
import { messagesOf } from './messages.ts';
import { loadProfiles, saveProfiles } from './store/profiles.ts';
import { takeInstalls } from './store/sent-installs.ts';
import { suppressedAmong } from './store/suppressed.ts';
import { forgetKeys, repeatedKeys } from './store/taken-keys.ts';
import { installKeys, onlyFirstInstalls } from './transform/first-installs.ts';
import { transform, type Transformed } from './transform/transform.ts';

/** Without the whole configuration, "no sync" would mean nothing: the events wait. */
export class ConfigurationNotRead extends TryLater {
  override readonly name = 'ConfigurationNotRead';
  constructor() {
    super('the configuration has not been read yet');
  }
}

export interface HandlerOptions {
  readonly config: { ready(): boolean; syncsOf(project: string): readonly SyncConfig[] };
  readonly shards: number;
  readonly forgotten: Forgotten;
  /** Told of every batch, before it is committed, and of what becomes of it. */
  readonly onBatch?: (chunks: readonly Chunk[], transformed: Transformed) => void;
}

/**
 * Takes all the chunks that wait, in one transaction: which events are of people who were deleted, which are
 * repetitions, what is known of their devices and users, what becomes of each, what is known now; returns what is to be sent.
 */
export function handler({ config, shards, forgotten, onBatch }: HandlerOptions) {
  return async (chunks: readonly Chunk[], tx: Tx, context: Context): Promise<Outgoing[]> => {
    if (!config.ready()) throw new ConfigurationNotRead();
    const events = chunks.flatMap((chunk) => chunk.events);
    const suppressed = await suppressedAmong(tx, forgotten, events);
    const others = suppressed.size === 0 ? events : events.filter((received) => !suppressed.has(received));
    const repeated = await repeatedKeys(tx, others);
    const fresh = others.filter(({ key }) => key === undefined || !repeated.has(key));
    const profiles = await loadProfiles(tx, fresh);
    const syncsOf = (project: string) => config.syncsOf(project);
    const all = transform({ events, suppressed, repeated, profiles, syncsOf });
    const transformed = onlyFirstInstalls(all, await takeInstalls(tx, installKeys(all), context.now));
    await saveProfiles(tx, transformed.profiles);
    await forgetKeys(
      tx,
      transformed.poisoned.map(({ received }) => received),
    );
    onBatch?.(chunks, transformed);
    return messagesOf(transformed, context, shards);
  };
}
