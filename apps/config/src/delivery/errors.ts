import { adviceFor, type Advice } from './advice.ts';
import { type Counted } from './load-points.ts';

/** Failures of one class in a period. */
export interface ErrorClass extends Advice {
  readonly kind: 'event' | 'link';
  readonly class: string;
  /** Never delivered: dead letters, and events that could not be mapped. */
  notDelivered: number;
  /** Attempts that failed and were to be repeated. */
  retries: number;
}

type Failure = { kind: 'event' | 'link'; what: 'notDelivered' | 'retries' };

const failures: Readonly<Record<string, Failure>> = {
  'event-dead': { kind: 'event', what: 'notDelivered' },
  'link-dead': { kind: 'link', what: 'notDelivered' },
  dropped: { kind: 'event', what: 'notDelivered' },
  'event-retry': { kind: 'event', what: 'retries' },
  'link-retry': { kind: 'link', what: 'retries' },
};

/** What failed, by kind and class; the most frequent first. @param points of one sync */
export function errorsIn(points: readonly Counted[]): ErrorClass[] {
  const classes = new Map<string, ErrorClass>();
  for (const { what, reason, n } of points) {
    const failure = failures[what];
    if (failure === undefined) continue;
    const key = `${failure.kind} ${reason}`;
    let error = classes.get(key);
    if (error === undefined) {
      error = { kind: failure.kind, class: reason, notDelivered: 0, retries: 0, ...adviceFor(reason) };
      classes.set(key, error);
    }
    error[failure.what] += n;
  }
  return [...classes.values()].sort((a, b) => b.notDelivered - a.notDelivered || b.retries - a.retries);
}
