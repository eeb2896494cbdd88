import {
  deadLetters,
  decode,
  receivedReplays,
  type Count,
  type Replay,
  type SyncConfig,
} from '@kochava-stream/contracts';
import { ProfileSet } from '@kochava-stream/domain/profiles';
import { mapAgain, type EventDraft, type Received } from '@kochava-stream/domain/routing';
import { type Forgotten, type Tx } from '@kochava-stream/persistence';
import { outgoing, type Context, type Outgoing, type ShardMessage } from '@kochava-stream/shards';
import { countsMessage, dispatchesOf } from './messages.ts';
import { suppressedAmong } from './store/suppressed.ts';
import { loadProfiles } from './store/profiles.ts';

/** Events out of the dead letters, to be mapped with their syncs as they are now. */
export interface Replays {
  readonly replays: readonly Replay[];
}

/** @throws ContractError */
export function parseReplays(message: ShardMessage): Replays {
  return { replays: decode(receivedReplays, message.bytes).replays };
}

/** One message per event, all with the place of the whole. */
export function splitReplays(message: ShardMessage): ShardMessage[] {
  const { replays } = decode(receivedReplays, message.bytes);
  return replays.map((replay) => ({ ...message, bytes: Buffer.from(JSON.stringify({ v: 1, replays: [replay] })) }));
}

/**
 * Maps each event again and sends what comes of it; what its sync leaves out now is a dead letter once more, with that as its
 * reason. Nothing is learned from an event twice: neither profiles nor the keys of repetitions change.
 */
export function replayer(config: { sync(id: string): SyncConfig | undefined }, forgotten: Forgotten) {
  return async (batch: readonly Replays[], tx: Tx, context: Context): Promise<Outgoing[]> => {
    const returned = batch.flatMap((each) => each.replays).map((replay) => ({ replay, received: receivedOf(replay) }));
    const all = returned.map(({ received }) => received);
    const suppressed = await suppressedAmong(tx, forgotten, all);
    const profiles = new ProfileSet(await loadProfiles(tx, all));
    const drafts: EventDraft[] = [];
    const letters: Outgoing[] = [];
    const counts: Count[] = [];
    for (const { replay, received } of returned) {
      const ended = suppressed.has(received)
        ? { ok: false as const, reason: 'suppressed', syncVersion: null }
        : again(received, { profiles, sync: config.sync(replay.sync) });
      if (ended.ok) {
        drafts.push(ended.draft);
        continue;
      }
      const { project, sync } = replay;
      letters.push(letterOf(replay, ended, context));
      counts.push({ project, sync, what: 'dead', reason: ended.reason, n: 1 });
    }
    const bySync = Map.groupBy(drafts, ({ sync }) => sync.id);
    const dispatches = [...bySync].flatMap(([sync, some]) => dispatchesOf(sync, some, context));
    return [...dispatches, ...letters, ...(counts.length === 0 ? [] : [countsMessage({ counts }, context)])];
  };
}

type Ended =
  | { readonly ok: true; readonly draft: EventDraft }
  | { readonly ok: false; readonly reason: string; readonly detail?: string; readonly syncVersion: number | null };

function again(received: Received, { profiles, sync }: { profiles: ProfileSet; sync: SyncConfig | undefined }): Ended {
  if (sync === undefined) return { ok: false, reason: 'unknown-sync', syncVersion: null };
  const mapped = mapAgain(received, profiles, sync);
  return mapped.ok ? mapped : { ...mapped, syncVersion: sync.version };
}

function receivedOf(replay: Replay): Received {
  const { project, receivedAt, uploadedAt, traceparent, event, received: place, letter: replayOf } = replay;
  const part = {
    project,
    receivedAt,
    uploadedAt,
    events: [event],
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return { part, event, key: undefined, replayOf, ...(place === undefined ? {} : { place }) };
}

/** It says only which letter it was before: that one has the event and the request. */
function letterOf(replay: Replay, { reason, detail, syncVersion }: Ended & { ok: false }, context: Context): Outgoing {
  const { project, sync, letter: replayOf } = replay;
  const id = context.newId();
  return outgoing({
    id,
    contract: deadLetters,
    to: { sync },
    message: {
      v: 1,
      id,
      source: 'transformer',
      kind: 'event',
      project,
      sync,
      syncVersion,
      reason,
      detail: ['Mapped again, with the sync as it is now, it is not sent.', detail].filter(Boolean).join(' '),
      reply: null,
      attempts: 0,
      at: context.now,
      payload: JSON.stringify({ replayOf }),
      ...(replay.traceparent === undefined ? {} : { traceparent: replay.traceparent }),
    },
  });
}
