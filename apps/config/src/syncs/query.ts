import { Refused } from '../http/api-error.filter.ts';

/** A whole number from 1 in the query. @throws Refused 422 where it is none, or is not there and has no default */
export function wholeNumber(
  query: Readonly<Record<string, unknown>>,
  name: string,
  { default: otherwise, maximum = Number.MAX_SAFE_INTEGER }: { default?: number; maximum?: number },
): number {
  const given = query[name];
  if (given === undefined && otherwise !== undefined) return otherwise;
  const value = typeof given === 'string' && /^\d{1,16}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= 1 && value <= maximum) return value;
  const upTo = maximum === Number.MAX_SAFE_INTEGER ? 'from 1' : `from 1 to ${maximum}`;
  throw new Refused(422, 'the query does not fit; see problems', [
    { field: name, problem: `must be a whole number ${upTo}` },
  ]);
}
