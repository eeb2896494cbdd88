import { Refused } from '../http/api-error.filter.ts';
import { type DeletionRequest } from './schemas.ts';

/** What Amplitude takes for nobody's id, and what is longer than any of ours. */
const nobody = new Set(['', 'anonymous', 'nil', 'none', 'null', 'n/a', 'na', 'undefined', 'unknown', '{}', '0', '-1']);
const longest = 1_024;
const mostIds = 100;

export function isTrue(flag: boolean | string | undefined): boolean {
  return String(flag).toLowerCase() === 'true';
}

export interface Ids {
  readonly users: string[];
  readonly devices: string[];
  readonly invalid: string[];
}

/** Who is meant. An id that nobody has used yet is taken: what comes of it later is dropped. @throws Refused 400 */
export function idsIn(given: DeletionRequest): Ids {
  if ((given.amplitude_ids ?? []).length > 0) {
    const problem =
      'cannot be deleted: Amplitude makes these ids, and no event carries them; use user_ids or device_ids';
    throw new Refused(400, 'amplitude_ids are not known here', [{ field: '/amplitude_ids', problem }]);
  }
  const users = [...new Set((given.user_ids ?? []).map(String))];
  const devices = [...new Set(given.device_ids ?? [])];
  const invalid = [...users, ...devices].filter(isInvalid);
  const ignored = [given.ignore_invalid_id, given.ignore_invalid_ids, given.delete_from_org].some(isTrue);
  if (invalid.length > 0 && !ignored) {
    const problem = `${invalid.map((id) => JSON.stringify(id.slice(0, 50))).join(', ')}: nobody's id`;
    throw new Refused(400, 'nothing was marked for deletion: there are invalid ids', [{ field: '/user_ids', problem }]);
  }
  const ids = { users: users.filter((id) => !isInvalid(id)), devices: devices.filter((id) => !isInvalid(id)), invalid };
  const n = ids.users.length + ids.devices.length;
  if (n === 0)
    throw new Refused(400, 'nobody is named', [{ field: '/user_ids', problem: 'or device_ids: at least one' }]);
  if (n > mostIds)
    throw new Refused(400, `at most ${mostIds} ids at a time`, [{ field: '/user_ids', problem: `${n} ids` }]);
  return ids;
}

function isInvalid(id: string): boolean {
  return id.length > longest || nobody.has(id.trim().toLowerCase()) || /^[0-]+$/.test(id);
}

const mostDays = 186;

/** @throws Refused 400 */
export function checkDays(from: string, to: string): void {
  const days = [from, to].map((day) => Date.parse(`${day}T00:00:00Z`));
  const [first = NaN, last = NaN] = days;
  const isReal = (day: string, at: number) => !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
  const problem = !isReal(from, first)
    ? { field: 'start_day', problem: 'is no day' }
    : !isReal(to, last)
      ? { field: 'end_day', problem: 'is no day' }
      : last < first || last - first > mostDays * 86_400_000
        ? { field: 'end_day', problem: 'must be within six months after start_day' }
        : undefined;
  if (problem !== undefined) throw new Refused(400, 'the query does not fit; see problems', [problem]);
}
