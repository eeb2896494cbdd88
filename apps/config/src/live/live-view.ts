import { traceIdOf } from '../dead-letters/views.ts';
import { type FoundEvent } from './found-event.ts';
import { type Trail } from './trail.ts';
import { type LetterOfEvent, type SyncWay } from './way.ts';

export function eventView({ seq, index, receivedAt, storedAt, traceparent, event }: FoundEvent) {
  const { event_type, time, insert_id: insertId = null, device_id: device = null, user_id: user = null } = event;
  return {
    place: `${seq}.${index}`,
    receivedAt: iso(receivedAt),
    storedAt: iso(storedAt),
    eventTime: Math.abs(time) <= 8.64e15 ? iso(time) : null,
    event: event_type,
    insertId,
    device,
    user,
    traceId: traceIdOf(traceparent),
    body: event,
  };
}

export function wayView(found: FoundEvent, syncs: readonly SyncWay[], complete: boolean) {
  return {
    event: eventView(found),
    steps: [
      { at: iso(found.receivedAt), step: 'received' },
      { at: iso(found.storedAt), step: 'stored' },
    ],
    syncs: syncs.map(({ sync, name, fate, why, trails, letters }) => {
      const steps = [...trails.flatMap(stepsOf), ...letters.map(letterStep)];
      return { sync, name, fate, why, steps: steps.sort((a, b) => a.at - b.at).map(withTime) };
    }),
    complete,
  };
}

interface Told {
  readonly at: number;
  readonly step: string;
}

function stepsOf({ entry, dispatchedAt, attempts, dueAt, end }: Trail): Told[] {
  const { syncVersion: version, body: request, replayOf } = entry;
  const told: Told[] = [
    { at: dispatchedAt, step: 'dispatched', version, request, ...(replayOf === undefined ? {} : { replayOf }) } as Told,
    ...attempts.map(({ at, n: attempt, class: reason, status }) => ({
      at,
      step: 'attempt',
      attempt,
      class: reason,
      status,
    })),
  ];
  if (end !== undefined) told.push({ at: end.at, step: end.outcome, class: end.class } as Told);
  if (dueAt !== undefined) told.push({ at: dueAt, step: 'next-attempt' });
  return told;
}

function letterStep({ id: letter, at, reason }: LetterOfEvent): Told {
  return { at, step: 'dead-letter', class: reason, letter } as Told;
}

function withTime({ at, ...rest }: Told) {
  return { at: iso(at), ...rest };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
