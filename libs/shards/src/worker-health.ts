import { type Probe } from '@kochava-stream/observability';
import { type Ownership } from './ownership.ts';
import { type OutboxRelay } from './relay.ts';

/** A transaction that takes longer is stuck. */
const stuckMs = 60_000;

/** What keeps a worker from its work; with what to do, where a person must. */
export function workerHealth<Parsed>(of: {
  ownership: Ownership<Parsed>;
  relay: OutboxRelay;
  /** Messages that are lost: said for as long as the worker runs. */
  gaps: readonly string[];
  busyMs: () => number;
  closing: AbortSignal;
}): Probe {
  return () => {
    if (of.closing.aborted) return 'closing';
    const stopped = of.ownership.shards.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
    const busyMs = of.busyMs();
    const problems = [
      ...stopped,
      of.ownership.problem,
      of.relay.problem,
      busyMs > stuckMs ? `a transaction has been running for ${Math.round(busyMs / 1000)} s` : undefined,
    ].filter((problem) => problem !== undefined);
    if (problems.length > 0) return problems.join('; ');
    return of.gaps.length === 0 ? undefined : { warning: of.gaps.join('; ') };
  };
}
