import { type VictimName } from '../stage/victims.ts';

/** For so long a nats-server with one replica may have kept acks in memory only, ms. */
const ackMemoryMs = 100;

/**
 * How many calls Kochava may have taken twice. A dispatcher that dies leaves behind the calls under way and those whose
 * answer is not stored yet: together at most twice the sync's concurrency. A nats-server that dies forgets the acks of its
 * last moments; a dispatcher that lives through it knows better, one that dies as well does not.
 */
export function mostRepeats(
  kills: readonly VictimName[],
  { concurrency, eventsPerSecond }: { concurrency: number; eventsPerSecond: number },
): number {
  const times = (name: VictimName): number => kills.filter((each) => each === name).length;
  const dispatcher = times('kochava-dispatcher');
  const forgotten = dispatcher === 0 ? 0 : times('nats-server') * Math.ceil((eventsPerSecond * ackMemoryMs) / 1_000);
  return dispatcher * 2 * concurrency + forgotten;
}
