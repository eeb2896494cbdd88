import { type Call } from '../kochava/far-end.ts';
import { type World } from '../story/world.ts';

/** Between a reply and the storing of what it means; a process that was in trouble meanwhile may not know of it. */
const storingMs = 15_000;

/**
 * How often a call may be made once more: where no reply came nobody knows whether it was taken, and where its process was in
 * trouble what came of it may not be stored.
 */
function doubtsIn({ by, heard, startedAt, endedAt }: Call): number {
  const isInTrouble = by.troubles.some((at) => at > startedAt - storingMs && at < endedAt + storingMs);
  return Number(!heard) + Number(isInTrouble);
}

/** What was taken is sent again at most once for every doubt that there was. */
export function bounded(world: World): string[] {
  const calls = Map.groupBy(world.kochava.calls, ({ kind, device, what }) => `${kind} ${what} of device ${device}`);
  return [...calls].flatMap(([name, same]) => {
    const again = same.filter(({ taken }) => taken).length - 1;
    const doubts = same.reduce((sum, call) => sum + doubtsIn(call), 0);
    return again <= doubts ? [] : [`${name} was taken ${again} times more, with ${doubts} reasons for it`];
  });
}

/** Calls that were taken more than once, beyond the first. */
export function repeatsIn({ calls }: World['kochava']): number {
  const taken = calls.filter((call) => call.taken);
  return taken.length - new Set(taken.map(({ kind, device, what }) => `${kind} ${what} ${device}`)).size;
}
