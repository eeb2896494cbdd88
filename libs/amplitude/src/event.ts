import { type AmplitudeEvent } from '@kochava-stream/contracts';
import { aliases, fieldTypes, type FieldType } from './fields.ts';
import { checkIds, type FaultPlace } from './ids.ts';
import { latestTime, maxKeys } from './limits.ts';
import { settleRevenue } from './revenue.ts';
import { cleanText, isCleanText } from './text.ts';
import { cleaned, inspect, isPoison, type Verdict } from './values.ts';

/** What reading an event needs to know from outside. */
export interface EventContext {
  /** ms; the time of an event that has none. */
  readonly receivedAt: number;
  /** The address that `$remote` stands for; asked only when it is needed. undefined = not known. */
  readonly clientIp: () => string | undefined;
}

export interface EventRules extends EventContext {
  readonly minIdLength: number;
  /** Group updates belong to no user. */
  readonly idsOptional: boolean;
}

type Fields = Record<string, unknown>;

/**
 * Checks one event and makes it what is stored, in one pass. A clean event is not copied: the parsed object itself
 * comes back, with `time`, `ip` and `revenue` settled.
 * @returns undefined if something was wrong, which is then in `at.faults`
 */
export function readEvent(raw: unknown, rules: EventRules, at: FaultPlace): AmplitudeEvent | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    at.faults.malformed = true;
    at.faults.add('invalid', 'event', at.index);
    return undefined;
  }
  const verdict = inspectEvent(raw as Fields, at);
  if (verdict === 'unfit') return undefined;
  const event = verdict === 'dirty' ? rebuilt(raw as Fields) : (raw as Fields);
  if (!isComplete(event, rules, at)) return undefined;
  settle(event, rules);
  return event as AmplitudeEvent;
}

function inspectEvent(raw: Fields, at: FaultPlace): Verdict {
  let verdict: Verdict = 'clean';
  let keys = 0;
  for (const key in raw) {
    keys += 1;
    if (keys > maxKeys) {
      at.faults.add('invalid', 'event', at.index);
      return 'unfit';
    }
    const found = inspectField(key, raw[key]);
    if (found === 'unfit') {
      at.faults.add('invalid', cleanText(key), at.index);
      verdict = found;
    } else if (found === 'dirty' && verdict === 'clean') verdict = found;
  }
  return verdict;
}

function inspectField(key: string, value: unknown): Verdict {
  // null says "not given"; it is left out of what is stored.
  if (value === null) return 'dirty';
  const type = fieldTypes.get(key);
  if (type === undefined) {
    const found = inspect(value);
    return found === 'clean' && (!isCleanText(key) || isPoison(key, value)) ? 'dirty' : found;
  }
  const found = checks[type](value);
  return found === 'clean' && aliases.has(key) ? 'dirty' : found;
}

const checks: Record<FieldType, (value: unknown) => Verdict> = {
  text: (value) => (typeof value === 'string' ? inspect(value) : 'unfit'),
  id: (value) => (Number.isSafeInteger(value) ? 'dirty' : checks.text(value)),
  object: (value) => (typeof value === 'object' && !Array.isArray(value) ? inspect(value) : 'unfit'),
  number: (value) => (Number.isFinite(value) ? 'clean' : 'unfit'),
  integer: (value) => (Number.isSafeInteger(value) ? 'clean' : 'unfit'),
  time: (value) => (Number.isInteger(value) && isDate(value as number) ? 'clean' : 'unfit'),
  flag: (value) => (typeof value === 'boolean' ? 'clean' : 'unfit'),
};

function isDate(time: number): boolean {
  return time >= 0 && time <= latestTime;
}

/** A copy without nulls and poison, texts cleaned, second spellings folded into the first, numeric ids as digits. */
function rebuilt(raw: Fields): Fields {
  const event: Fields = {};
  for (const [key, value] of Object.entries(raw)) {
    const name = storedName(key, raw);
    if (name === undefined || isPoison(name, value)) continue;
    const stored = fieldTypes.get(name) === 'id' && typeof value === 'number' ? String(value) : cleaned(value);
    if (stored !== null) event[name] = stored;
  }
  return event;
}

/** The name under which a field is stored; undefined = another field has that name by right. */
function storedName(key: string, raw: Fields): string | undefined {
  const documented = aliases.get(key);
  if (documented !== undefined) return (raw[documented] ?? null) === null ? documented : undefined;
  const name = cleanText(key);
  // Cleaning must not turn an unchecked field into a documented one.
  return name !== key && fieldTypes.has(name) ? undefined : name;
}

function isComplete(event: Fields, rules: EventRules, at: FaultPlace): boolean {
  const { event_type: type, user_id: user, device_id: device } = event;
  const named = type !== undefined && type !== '';
  if (!named) at.faults.add('missing', 'event_type', at.index);
  const owned = rules.idsOptional || user !== undefined || device !== undefined;
  if (!owned) {
    at.faults.add('missing', 'user_id', at.index);
    at.faults.add('missing', 'device_id', at.index);
  }
  return checkIds(event, rules.minIdLength, at) && named && owned;
}

function settle(event: Fields, rules: EventRules): void {
  if (event['time'] === undefined) event['time'] = rules.receivedAt;
  if (event['ip'] === '$remote') event['ip'] = rules.clientIp();
  if (event['price'] !== undefined) settleRevenue(event);
}
