import { setTimeout as pause } from 'node:timers/promises';
import { findingOf } from '../check/finding.ts';
import { longestRefusal } from '../check/refusals.ts';
import { type Also } from '../rounds/round.ts';
import { streamsOf, unlike } from './streams.ts';

const patienceMs = 60_000;

/** When all is over the servers have the same streams; uploads were not refused for longer than this on end. */
export function sameStreams(mostRefusedMs = Infinity): Also {
  return async ({ stage, ledgers }) => {
    const nodes = stage.processes.servers.natsNodes;
    const began = performance.now();
    const differences = async (): Promise<string[]> => unlike(await Promise.all(nodes.map(streamsOf)));
    let differing = await differences();
    while (differing.length > 0 && performance.now() - began < patienceMs) {
      await pause(500);
      differing = await differences();
    }
    const refusedMs = longestRefusal(ledgers.told.attempts);
    const tooLong = refusedMs > mostRefusedMs ? [`${Math.round(refusedMs)} ms, ${mostRefusedMs} may be`] : [];
    return {
      notes: [
        `uploads were refused for ${(refusedMs / 1_000).toFixed(1)} s on end at most`,
        ...(differing.length === 0 ? [`all ${nodes.length} servers have the same streams`] : []),
      ],
      findings: [
        ...findingOf('I6', 'uploads were refused for too long', tooLong),
        ...findingOf('I1', 'the servers do not have the same streams', differing),
      ],
    };
  };
}
