import { type SyncConfig } from '@kochava-stream/contracts';
import { observe, type ProfileSet } from '../profiles/index.ts';
import { correctTime } from '../uploads/index.ts';
import { type Received } from './received.ts';
import { endFor, knownOf, sightingOf, type EventDraft } from './take-event.ts';

/** What an event is for one sync, long after it was taken. */
export type MappedAgain =
  | { readonly ok: true; readonly draft: EventDraft }
  /** The rule that leaves it out, or why it cannot be sent. */
  | { readonly ok: false; readonly reason: string; readonly detail?: string };

/**
 * Maps an event that was taken before, with the sync and the profiles as they are now. What the event did to its user's
 * properties it has done: they are not changed again, and only where nobody remembers them does the event itself say them.
 */
export function mapAgain(received: Received, profiles: ProfileSet, sync: SyncConfig): MappedAgain {
  const { part, event } = received;
  const sighting = sightingOf(part.project, event);
  const known = knownOf(sighting, profiles);
  const isKnown = known.user !== undefined || known.device !== undefined;
  const seen = observe(isKnown ? { ...sighting, userProperties: undefined } : sighting, known);
  const source = {
    event,
    eventTime: correctTime(event.time, part.receivedAt, part.uploadedAt),
    userProperties: seen.visible,
    knownIds: seen.ids,
  };
  const drafts: EventDraft[] = [];
  const { reason, detail } = endFor({ received, sync, source }, drafts);
  const [draft] = drafts;
  if (draft !== undefined) return { ok: true, draft };
  return { ok: false, reason, ...(detail === undefined ? {} : { detail }) };
}
