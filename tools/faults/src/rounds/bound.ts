import { type VictimName } from '../stage/victims.ts';

/** For so long a nats-server with one replica may have kept acks in memory only, ms. */
const ackMemoryMs = 100;

/**
 * In units of the sync's concurrency. A dispatcher that dies leaves behind the calls under way and those whose answer is not
 * stored yet: by its own count together at most two. The third is room for what only Kochava sees: 65 calls were once taken
 * twice at a concurrency of 32, on a machine so slow that the restart was slow as well. Without what keeps a crash from
 * repeating whole messages it would be some hundreds.
 */
const leftByADispatcher = 3;

/**
 * How many calls Kochava may have taken twice: those that dispatchers left behind when they died, and those whose acks died
 * with a nats-server. A dispatcher that lives through that knows better, one that dies as well does not.
 */
export function mostRepeats(
  kills: readonly VictimName[],
  { concurrency, eventsPerSecond }: { concurrency: number; eventsPerSecond: number },
): number {
  const times = (name: VictimName): number => kills.filter((each) => each === name).length;
  const dispatcher = times('kochava-dispatcher');
  const forgotten = dispatcher === 0 ? 0 : times('nats-server') * Math.ceil((eventsPerSecond * ackMemoryMs) / 1_000);
  return dispatcher * leftByADispatcher * concurrency + forgotten;
}
