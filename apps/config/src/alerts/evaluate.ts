import { type AlertRules, type RuleName } from './rules.ts';

/** What the rules look at. */
export interface Readings {
  /** In the minutes of the rule `successRate`. */
  readonly delivered: number;
  readonly notDelivered: number;
  /** Events that the sync looked at in the last hour, and in each of the 24 hours before, the oldest first. */
  readonly lastHour: number;
  readonly hoursBefore: readonly number[];
  /** Since when Kochava refuses the credentials, ms; null = it does not. */
  readonly refusedSince: number | null;
  /** Since when the oldest link is held, ms; null = none is; undefined = not known. */
  readonly oldestHold: number | null | undefined;
}

/** A rule's answer: whether it fires, and what was found, in words. */
export interface Verdict {
  readonly fires: boolean;
  readonly text: string;
}

/** Fewer hours with events before make no mean. */
const leastHours = 6;
const hourMs = 3_600_000;

/** The enabled rules that can say something now. A rule that is missing says neither yes nor no. @param now ms */
export function evaluate(rules: AlertRules, readings: Readings, now: number): Map<RuleName, Verdict> {
  const found: [RuleName, Verdict | undefined][] = [
    ['successRate', rules.successRate.enabled ? successRate(rules.successRate, readings) : undefined],
    ['volumeChange', rules.volumeChange.enabled ? volumeChange(rules.volumeChange, readings) : undefined],
    ['credentialsRefused', rules.credentialsRefused.enabled ? credentialsRefused(readings) : undefined],
    ['oldestHold', rules.oldestHold.enabled ? oldestHold(rules.oldestHold, readings, now) : undefined],
  ];
  return new Map(found.filter((each): each is [RuleName, Verdict] => each[1] !== undefined));
}

function successRate(
  { below, minutes, atLeast }: AlertRules['successRate'],
  { delivered, notDelivered }: Readings,
): Verdict {
  const ended = delivered + notDelivered;
  const text = `${notDelivered} of ${ended} events of the last ${minutes} minutes could not be delivered: ${percent(delivered, ended)} delivered, ${below * 100} % wanted.`;
  return { fires: ended >= atLeast && delivered < below * ended, text };
}

function volumeChange(
  { percent: most, atLeast }: AlertRules['volumeChange'],
  { lastHour, hoursBefore }: Readings,
): Verdict | undefined {
  // A sync that is new has had no events in the hours before it.
  const first = hoursBefore.findIndex((n) => n > 0);
  const hours = first === -1 ? [] : hoursBefore.slice(first);
  if (hours.length < leastHours) return undefined;
  const mean = hours.reduce((sum, n) => sum + n, 0) / hours.length;
  const change = ((lastHour - mean) / mean) * 100;
  const direction = change < 0 ? 'fewer' : 'more';
  const text = `${lastHour} events in the last hour, ${Math.round(Math.abs(change))} % ${direction} than the ${Math.round(mean)} of a mean hour of the day before.`;
  return { fires: Math.max(lastHour, mean) >= atLeast && Math.abs(change) >= most, text };
}

function credentialsRefused({ refusedSince }: Readings): Verdict {
  if (refusedSince === null) return { fires: false, text: 'Kochava takes the credentials.' };
  const text = `Kochava refuses the credentials since ${new Date(refusedSince).toISOString()}. Events wait, up to 72 hours.`;
  return { fires: true, text };
}

function oldestHold(
  { hours }: AlertRules['oldestHold'],
  { oldestHold: since }: Readings,
  now: number,
): Verdict | undefined {
  if (since === undefined) return undefined;
  const age = since === null ? 0 : (now - since) / hourMs;
  return { fires: age > hours, text: `The oldest held link waits for ${Math.floor(age)} hours; ${hours} are allowed.` };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${Math.floor((part / whole) * 1_000) / 10} %`;
}
