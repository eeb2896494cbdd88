import { type SyncConfig } from '@kochava-stream/contracts';
import { filterHolds, type FilterSubject } from './filter-holds.ts';

/** Why a sync does not send an event. `filter-<n>`: its n-th filter, from 1, is the first that does not hold. */
export type FilterRule = 'sync-disabled' | 'send-events-off' | 'not-selected' | `filter-${number}`;

export type Selection = { readonly selected: true } | { readonly selected: false; readonly rule: FilterRule };

const selected: Selection = { selected: true };

/** Whether a sync sends an event, and if not, the first rule that stops it. Event types are compared exactly. */
export function selectEvent(sync: SyncConfig, subject: FilterSubject): Selection {
  if (sync.status === 'disabled') return stoppedBy('sync-disabled');
  const { enabled, events, filters } = sync.sendEvents;
  if (!enabled) return stoppedBy('send-events-off');
  if (!events.includes(subject.event.event_type)) return stoppedBy('not-selected');
  const failing = filters.findIndex((filter) => !filterHolds(filter, subject));
  return failing === -1 ? selected : stoppedBy(`filter-${failing + 1}`);
}

function stoppedBy(rule: FilterRule): Selection {
  return { selected: false, rule };
}
