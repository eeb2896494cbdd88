import { decideNext, horizonPassed } from '@kochava-stream/domain/delivery';
import { type Attempt, type Delivery, type Ending } from './delivery.ts';

/** As often one entry may be refused with credentials that others are accepted with: it is the entry then. */
const refusalsAlone = 2;

/** The ending that an attempt leads to; undefined = it stays where it is, as the credentials are refused. */
export function endingOf(
  delivery: Delivery,
  attempt: Attempt,
  { random, horizon }: { readonly random: number; readonly horizon: number },
): Ending | undefined {
  const { attempts } = delivery;
  const { since } = delivery.dispatch;
  const firstAttemptAt = delivery.firstAttemptAt ?? attempt.startedAt;
  const { read, status, endedAt: at } = attempt;
  const next = decideNext({ attempts, since, horizon, now: at, reply: read, random });
  switch (next.next) {
    case 'accepted':
      return { outcome: 'accepted', class: read.class, status, attempts, at };
    case 'retry':
      return { outcome: 'retry', class: read.class, status, attempts, at, dueAt: next.dueAt, firstAttemptAt };
    case 'dead':
      return { outcome: 'dead', class: next.reason, status, attempts, at, reply: replyOf(attempt) };
    case 'pause':
      if (delivery.refusedAlone < refusalsAlone) return undefined;
      return { outcome: 'dead', class: read.class, status, attempts, at, reply: replyOf(attempt) };
  }
}

/** The ending of a delivery that has waited too long; undefined = it has not. */
export function overdue({ dispatch, attempts, last }: Delivery, now: number, horizon: number): Ending | undefined {
  if (!horizonPassed(dispatch.since, now, horizon)) return undefined;
  const reply = last === undefined ? null : replyOf(last);
  return { outcome: 'dead', class: 'horizon-passed', status: last?.status ?? null, attempts, at: now, reply };
}

/** The ending of a delivery that was tried and waits, where it cannot wait here any longer; undefined = it was not tried. */
export function tryElsewhere({ dispatch, firstAttemptAt, attempts, last }: Delivery, now: number): Ending | undefined {
  if (last === undefined || firstAttemptAt === undefined || attempts === dispatch.attempts) return undefined;
  const { read, status } = last;
  return { outcome: 'retry', class: read.class, status, attempts, at: now, dueAt: now, firstAttemptAt };
}

function replyOf({ status, body }: Attempt): { status: number; body: string } | null {
  return status === null ? null : { status, body };
}
