import { type Count } from '@kochava-stream/contracts';
import { type DeviceState } from './device.ts';
import { type DeviceEvent } from './facts.ts';

/** `what` and `reason` as in the contract outcomes.counts, per property: one name of one device. */
export type LinkCount = Pick<Count, 'what' | 'reason' | 'n'>;

/**
 * What one fact adds to the counts, given the state before it. Every property is counted, and for each sync
 *
 *     link-requested = link-suppressed + link-held[reason '']
 *     link-held      = link-merged + link-withdrawn + link-released + link-expired + held now
 *
 * link-suppressed: nothing to send, because it equals what is `held`, `in-flight` or `accepted`, was `cleared`, or
 * may not be sent (`email`).
 * link-held: entered a hold; reason '' from a request, else `reopened`, `restored` or `unknown-sync` (which expires at once).
 * link-merged: a held value that a newer one replaced. link-withdrawn: one that must not go out any more.
 */
export function linkCounts(event: DeviceEvent, before: DeviceState): LinkCount[] {
  switch (event.type) {
    case 'LinkSuppressed':
      return Object.values(event.names).flatMap((reason) => [one('link-requested'), one('link-suppressed', reason)]);
    case 'LinkHeld':
    case 'LinkMerged': {
      const names = Object.keys(event.properties);
      const replaced = names.filter((name) => before.held.has(name)).length;
      return some([
        count('link-requested', names.length),
        count('link-held', names.length),
        count('link-merged', replaced),
      ]);
    }
    case 'LinkReopened':
      return some([count('link-held', Object.keys(event.properties).length, 'reopened')]);
    case 'LinkRestored':
      return some([count('link-held', Object.keys(event.properties).length, 'restored')]);
    case 'LinkWithdrawn':
      return some([count('link-withdrawn', event.names.length, event.because)]);
    case 'LinkReleased':
      return some([
        count('link-released', Object.keys(event.properties).length, event.byHand === undefined ? '' : 'by-hand'),
      ]);
    case 'LinkExpired':
      return some([count('link-expired', event.names.length, event.because)]);
    default:
      return [];
  }
}

function count(what: LinkCount['what'], n: number, reason = ''): LinkCount {
  return { what, reason, n };
}

function one(what: LinkCount['what'], reason = ''): LinkCount {
  return count(what, 1, reason);
}

function some(counts: LinkCount[]): LinkCount[] {
  return counts.filter(({ n }) => n > 0);
}
