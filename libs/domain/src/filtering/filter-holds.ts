import { type AmplitudeEvent, type Filter, type SyncConfig } from '@kochava-stream/contracts';
import { eventProperty, valueWithin } from '@kochava-stream/kochava';
import { compared, isLike, isPartOf, isSame, type FilterValue } from './compare.ts';
import { isContextProperty } from './context.ts';

/** What filters look at. */
export interface FilterSubject {
  readonly event: AmplitudeEvent;
  /** The user's properties as they stand after this event. */
  readonly userProperties: Readonly<Record<string, unknown>>;
}

type Operator = Filter['operator'];
type Test = (actual: unknown, wanted: FilterValue) => boolean;

const tests: Readonly<Record<Exclude<Operator, NegativeOperator | 'is set'>, Test>> = {
  is: isSame,
  contains: isPartOf,
  'is greater than': (actual, wanted) => compared(actual, wanted) > 0,
  'is less than': (actual, wanted) => compared(actual, wanted) < 0,
  'is at least': (actual, wanted) => compared(actual, wanted) >= 0,
  'is at most': (actual, wanted) => compared(actual, wanted) <= 0,
  'matches one of': isLike,
};

type NegativeOperator = keyof typeof opposites;
const opposites = { 'is not': 'is', 'does not contain': 'contains', 'is not set': 'is set' } as const;

/**
 * Whether one filter holds. A filter holds when one of its values fits; of a list (`groups`, array properties) when one
 * value fits one element. The `not` forms hold exactly when their opposites do not, so they hold where the property is
 * missing, and every other form does not. `is` compares exactly, `contains` finds text inside in either case, the
 * four sizes compare numbers, also those that came as text, `matches one of` compares with patterns. `is set` = there, and not null; it ignores the values.
 */
export function filterHolds(filter: Filter, subject: FilterSubject): boolean {
  const actual = propertyOf(filter, subject);
  return isNegative(filter.operator)
    ? !positiveHolds(opposites[filter.operator], actual, filter.values)
    : positiveHolds(filter.operator, actual, filter.values);
}

/** What one filter of a sync found. */
export interface FilterFinding {
  readonly holds: boolean;
  /** The property as it is; undefined = it is not there. */
  readonly actual: unknown;
}

/** What each filter of a sync finds, also those that the first failing one keeps from being asked. */
export function explainFilters(sync: SyncConfig, subject: FilterSubject): FilterFinding[] {
  return sync.sendEvents.filters.map((filter) => ({
    holds: filterHolds(filter, subject),
    actual: propertyOf(filter, subject),
  }));
}

function positiveHolds(
  operator: Exclude<Operator, NegativeOperator>,
  actual: unknown,
  values: readonly FilterValue[],
): boolean {
  if (operator === 'is set') return actual !== undefined && actual !== null;
  const test = tests[operator];
  return Array.isArray(actual)
    ? actual.some((element) => values.some((wanted) => test(element, wanted)))
    : values.some((wanted) => test(actual, wanted));
}

function isNegative(operator: Operator): operator is NegativeOperator {
  return Object.hasOwn(opposites, operator);
}

/**
 * Event properties by their natural names (`price` finds `$price` too), the user's folded ones, groups by their type, and
 * the event's own fields as context.
 */
function propertyOf({ on, property }: Filter, { event, userProperties }: FilterSubject): unknown {
  switch (on) {
    case 'event':
      return eventProperty(event, property);
    case 'user':
      return valueWithin(userProperties, property);
    case 'group':
      return valueWithin(event['groups'], property);
    case 'context':
      return isContextProperty(property) && Object.hasOwn(event, property) ? event[property] : undefined;
  }
}
