import {
  decode,
  outcomeCounts,
  outcomeEnds,
  outcomeGates,
  outcomeRetries,
  outcomeSamples,
} from '@kochava-stream/contracts';
import { type ShardSource } from '@kochava-stream/shards';
import { type Told } from './rollup-worker.ts';

const readers: Readonly<Record<string, (bytes: Uint8Array) => Told>> = {
  [outcomeCounts.subject({})]: (bytes) => ({ counts: decode(outcomeCounts, bytes) }),
  [outcomeEnds.subject({})]: (bytes) => ({ ends: decode(outcomeEnds, bytes) }),
  [outcomeRetries.subject({})]: (bytes) => ({ retries: decode(outcomeRetries, bytes) }),
  [outcomeGates.subject({})]: (bytes) => ({ gates: decode(outcomeGates, bytes) }),
  [outcomeSamples.subject({})]: (bytes) => ({ samples: decode(outcomeSamples, bytes).samples }),
};

/** Everything that the books are told, all of it one shard. */
export const sources: readonly ShardSource[] = Object.keys(readers).map((subject) => ({
  stream: outcomeEnds.stream,
  subject: () => subject,
}));

/** @throws ContractError */
export function parseTold({ subject, bytes }: { subject: string; bytes: Uint8Array }): Told {
  const read = readers[subject];
  if (read === undefined) throw new Error(`nothing of ${subject} is counted`);
  return read(bytes);
}

/** As many units of a batch as a message is. */
export function weightOf(told: Told): number {
  if ('ends' in told) return told.ends.ends.length;
  return 'retries' in told ? told.retries.retries.length : 1;
}
