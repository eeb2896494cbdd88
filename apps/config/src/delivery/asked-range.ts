import { type Static } from '@sinclair/typebox';
import { Refused } from '../http/api-error.filter.ts';
import { type RangeQuery } from './delivery-schemas.ts';
import { customRange, rangeOf, type Range } from './range.ts';

/** The period that a query asks for; the last day when it says nothing. @throws Refused 422 @param now ms */
export function askedRange({ range, start, end }: Static<typeof RangeQuery>, now: number): Range {
  if (start === undefined && end === undefined) return rangeOf(range ?? '1d', now);
  if (start === undefined) throw refused('start', 'is required beside end');
  const from = timeIn('start', start);
  const to = end === undefined ? now : timeIn('end', end);
  if (to <= from) throw refused('end', 'must be after start');
  const asked = customRange(from, to, now);
  if (asked === undefined) throw refused('start', 'must be within the last 90 days');
  return asked;
}

/** ISO 8601 with an offset, or a Z; @returns ms */
export function timeIn(field: string, text: string): number {
  // A plus sign in a query is a space.
  const time = text.replace(/ (\d\d:?\d\d)$/, '+$1');
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(time) ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(at)) throw refused(field, 'must be a time with its offset, as 2026-11-23T10:00:00Z');
  return at;
}

function refused(field: string, problem: string): Refused {
  return new Refused(422, 'the query does not fit; see problems', [{ field, problem }]);
}
