import { type Call } from '../kochava/far-end.ts';

interface Calls {
  readonly calls: readonly Call[];
}

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

/** What was taken is sent again at most once for every reason that there was. */
export function bounded({ calls }: Calls): string[] {
  const groups = Map.groupBy(calls, nameOf);
  return [...groups].flatMap(([name, same]) => {
    const again = same.filter(({ taken }) => taken).length - 1;
    const reasons = same.reduce((sum, call) => sum + doubtsIn(call), 0) + overwritten(same, calls);
    return again <= reasons ? [] : [`${name} was taken ${again} times more, with ${reasons} reasons for it`];
  });
}

/** How often an older link was taken once more after this one, and put its value over it: this one is to be sent again. */
function overwritten(same: readonly Call[], calls: readonly Call[]): number {
  const first = same.find(({ taken }) => taken);
  if (first?.kind !== 'link') return 0;
  const taken = calls.filter((call) => call.kind === 'link' && call.device === first.device && call.taken);
  const older = new Set(taken.slice(0, taken.indexOf(first)).map(({ what }) => what));
  return taken.slice(taken.indexOf(first)).filter(({ what }) => what !== first.what && older.has(what)).length;
}

/** Calls that were taken more than once, beyond the first. */
export function repeatsIn({ calls }: Calls): number {
  const taken = calls.filter((call) => call.taken);
  return taken.length - new Set(taken.map(nameOf)).size;
}

function nameOf({ kind, device, what }: Call): string {
  return `${kind} ${what} of device ${device}`;
}
