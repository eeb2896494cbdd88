import { type Told } from '../story/load.ts';
import { type World } from '../story/world.ts';

/** What is looked at of a world. */
export interface Seen {
  readonly script: Pick<World['script'], 'uploads' | 'settleMs'>;
  readonly kochava: Pick<World['kochava'], 'calls'>;
}

/** No link starts before an event of its device was accepted, and has settled. */
export function early(world: Seen): string[] {
  const { settleMs } = world.script;
  return world.kochava.calls.flatMap((link) => {
    if (link.kind !== 'link') return [];
    const confirmed = world.kochava.calls.filter(
      (call) => call.kind === 'event' && call.device === link.device && call.taken && call.status === 200,
    );
    const first = Math.min(Infinity, ...confirmed.map(({ endedAt }) => endedAt));
    return link.startedAt >= first + settleMs
      ? []
      : [
          `a link of device ${link.device} started at ${link.startedAt.toFixed(0)}, its event was accepted at ${first.toFixed(0)} and settles for ${settleMs}`,
        ];
  });
}

/**
 * Kochava is left with the newest value that was accepted. An older link may be taken once more, after its dispatcher died:
 * then the newer value goes out again.
 */
export function newestLinks({ world, told }: { readonly world: Seen; readonly told: Pick<Told, 'events'> }): string[] {
  const findings: string[] = [];
  for (const [device] of world.script.uploads) {
    const events = [...told.events.values()].filter(({ event }) => event.device === device && event.plan !== undefined);
    const newest = events.at(-1);
    if (newest === undefined || newest.answer !== 'accepted' || isConfirmed(world, device) !== true) continue;
    const links = world.kochava.calls.filter((call) => call.kind === 'link' && call.device === device && call.taken);
    const wanted = JSON.stringify({ plan: newest.event.plan });
    const last = links.at(-1)?.what ?? 'none';
    if (last !== wanted) findings.push(`the last link of device ${device} is ${last}, the newest value ${wanted}`);
  }
  return findings;
}

function isConfirmed(world: Seen, device: number): boolean {
  return world.kochava.calls.some(
    (call) => call.kind === 'event' && call.device === device && call.taken && call.heard,
  );
}
