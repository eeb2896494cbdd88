import { type Counted } from './load-points.ts';
import { metricsOf } from './metrics.ts';

export const healthStates = ['healthy', 'degraded', 'paused'] as const;
export type HealthState = (typeof healthStates)[number];

/** Something that keeps a sync from doing what it should. */
export interface HealthReason {
  readonly code: string;
  readonly state: Exclude<HealthState, 'healthy'>;
  readonly message: string;
  readonly advice: string;
  /** ms; null = not known. */
  readonly since: number | null;
}

export interface Health {
  readonly state: HealthState;
  /** The gravest first. */
  readonly reasons: readonly HealthReason[];
}

/** What is known of a sync now. */
export interface Vitals {
  readonly enabled: boolean;
  /** Dispatchers that have told something lately. */
  readonly dispatchers: number;
  /** Why dispatchers send nothing for it, and since when. */
  readonly closed: ReadonlyMap<string, number>;
  /** missing: its consumers do not exist; null: not known. */
  readonly pending: Pending | 'missing' | null;
  /** What was counted of it in the last 15 minutes. */
  readonly recent: readonly Counted[];
}

/** What waits for Kochava. */
export interface Pending {
  /** Messages not taken up, or under way. */
  readonly waiting: number;
  /** Entries that wait for their next attempt. */
  readonly retrying: number;
}

/** Fewer ends than these say nothing about a share. */
const enough = 20;
const mostNotDelivered = 0.05;
const mostRetries = 0.2;
const slowestSeconds = 60;

type Words = Omit<HealthReason, 'since' | 'code'>;

const words = {
  disabled: {
    state: 'paused',
    message: 'The sync is disabled.',
    advice: 'Enable it to send events. What comes while it is disabled is not sent later.',
  },
  'credentials-refused': {
    state: 'paused',
    message: "Kochava refuses the sync's credentials (401 or 403). Nothing is lost: its events wait, up to 72 hours.",
    advice: 'Enter API key and secret anew. Sending goes on by itself within a minute once they are right.',
  },
  'credentials-missing': {
    state: 'paused',
    message: 'Authentication is on, and the dispatcher cannot read the credentials.',
    advice: 'Enter API key and secret, and see that the dispatcher has the key that sealed them (SECRETS_KEK).',
  },
  'breaker-open': {
    state: 'paused',
    message: 'Kochava only fails: calls are held back, and one at a time tries whether it is back.',
    advice: "Nothing to do if it passes; see the errors below and Kochava's status page.",
  },
  'no-dispatcher': {
    state: 'paused',
    message: 'No dispatcher has been heard of for a minute: nothing is sent to Kochava.',
    advice: 'See that kochava-dispatcher runs and reaches NATS.',
  },
  'consumer-missing': {
    state: 'paused',
    message: "The sync's consumers at NATS do not exist.",
    advice: 'They are made when config starts, or when the sync is saved; see the log of config if they are not.',
  },
  throttled: {
    state: 'degraded',
    message: 'Kochava says that it gets too many requests (429); fewer are made until it takes them.',
    advice: 'Nothing to do if it passes; lower the concurrency of the sync otherwise.',
  },
  'not-delivered': {
    state: 'degraded',
    message: 'More than 5 % of the last 15 minutes could not be delivered.',
    advice: 'See the errors by class.',
  },
  retrying: {
    state: 'degraded',
    message: 'In the last 15 minutes many attempts failed and are to be repeated.',
    advice: 'See the errors by class. Each is tried for 72 hours.',
  },
  slow: {
    state: 'degraded',
    message: 'In the last 15 minutes 5 of 100 events took longer than a minute.',
    advice: 'See whether Kochava is slow or events wait: the concurrency of the sync may be too low for its traffic.',
  },
} as const satisfies Record<string, Words>;

export type HealthCode = keyof typeof words;

/** How a sync is, and why. */
export function healthOf(vitals: Vitals): Health {
  if (!vitals.enabled) return { state: 'paused', reasons: [reason('disabled')] };
  const found = [...closures(vitals), ...absences(vitals), ...trends(vitals.recent)];
  const reasons = found.sort((a, b) => Number(b.state === 'paused') - Number(a.state === 'paused'));
  return { state: reasons[0]?.state ?? 'healthy', reasons };
}

function closures({ closed }: Vitals): HealthReason[] {
  return [...closed].map(([code, since]) => (isKnown(code) ? reason(code, since) : unknown(code, since)));
}

function absences({ dispatchers, pending }: Vitals): HealthReason[] {
  const reasons: HealthReason[] = [];
  if (pending === 'missing') reasons.push(reason('consumer-missing'));
  if (dispatchers === 0) reasons.push(reason('no-dispatcher'));
  return reasons;
}

function trends(recent: readonly Counted[]): HealthReason[] {
  const { eventsDelivered, eventsNotDelivered, latencyInSeconds } = metricsOf(recent);
  const retries = recent.reduce((sum, { what, n }) => (what === 'event-retry' ? sum + n : sum), 0);
  const ended = eventsDelivered + eventsNotDelivered;
  const reasons: HealthReason[] = [];
  if (ended >= enough && eventsNotDelivered > mostNotDelivered * ended) reasons.push(reason('not-delivered'));
  if (retries >= enough && retries > mostRetries * ended) reasons.push(reason('retrying'));
  if (ended >= enough && (latencyInSeconds ?? 0) > slowestSeconds) reasons.push(reason('slow'));
  return reasons;
}

function isKnown(code: string): code is HealthCode {
  return Object.hasOwn(words, code);
}

function reason(code: HealthCode, since: number | null = null): HealthReason {
  return { code, ...words[code], since };
}

/** A dispatcher of a newer release may know more reasons. */
function unknown(code: string, since: number): HealthReason {
  return { code, state: 'paused', message: `The dispatcher sends nothing: ${code}.`, advice: 'See its log.', since };
}
