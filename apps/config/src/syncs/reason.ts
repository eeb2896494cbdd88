import { Refused } from '../http/api-error.filter.ts';
import { isStorable } from '../http/storable.ts';

const longest = 500;

/** The field `why` of a body, and the rest; blank = none was given. @throws Refused 422 */
export function withReason(body: unknown): { why: string | undefined; rest: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { why: undefined, rest: body };
  const { why, ...rest } = body as Record<string, unknown>;
  return { why: reasonIn(why), rest };
}

/** The field `why` of a body that has no other. @throws Refused 422 */
export function onlyReason(body: unknown): string | undefined {
  const { why, rest } = withReason(body);
  const other = Object.keys(rest ?? {})[0];
  if (other !== undefined) throw refusal(`/${other}`, 'is no field here: remove it');
  return why;
}

function reasonIn(why: unknown): string | undefined {
  if (why === undefined || why === null) return undefined;
  if (typeof why !== 'string' || !isStorable(why)) throw refusal('/why', 'must be text');
  const reason = why.trim();
  if (reason.length > longest)
    throw refusal('/why', `has ${reason.length} characters; at most ${longest} are possible`);
  return reason === '' ? undefined : reason;
}

function refusal(field: string, problem: string): Refused {
  return new Refused(422, 'the body does not fit; see problems', [{ field, problem }]);
}
