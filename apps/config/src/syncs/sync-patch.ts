import { mergePatch, saveProblems, shapeOf, type Problem, type SyncDocument } from '@kochava-stream/domain/sync';
import { Refused } from '../http/api-error.filter.ts';
import { unstorable } from '../http/storable.ts';
import { type Credentials } from '../secrets/seal.ts';

/** What a patch makes of a document. */
export interface Patched {
  /** Undefined = it has not the form of one. */
  readonly document: SyncDocument | undefined;
  readonly credentials: Credentials | undefined;
  readonly problems: readonly Problem[];
}

/** Merges a patch as it was sent and says everything that is wrong with the result. */
export function patched(document: SyncDocument, patch: unknown): Patched {
  if (!isObject(patch)) return refusedAs('', 'must be an object with the fields that change');
  const cannotBeStored = unstorable(patch);
  if (cannotBeStored !== undefined) {
    return refusedAs(cannotBeStored, 'has a character that cannot be stored (U+0000 or half a surrogate pair)');
  }
  const { authentication, ...sections } = patch;
  const read = readAuthentication(authentication ?? {});
  const enabled = read.enabled === undefined ? {} : { authentication: { enabled: read.enabled } };
  const merged = withCurrency(mergePatch(document, { ...sections, ...enabled }));
  return {
    document: shapeOf(merged).document,
    credentials: read.credentials,
    problems: [...saveProblems(merged), ...read.problems],
  };
}

/** As `patched`, for a change that is to be made. @throws Refused 422 */
export function changed(
  before: SyncDocument,
  patch: unknown,
): { document: SyncDocument; credentials: Credentials | undefined } {
  const { document, credentials, problems } = patched(before, patch);
  if (document === undefined || problems.length > 0) {
    throw new Refused(422, 'the sync cannot be so; see problems', problems);
  }
  return { document, credentials };
}

interface Authentication {
  readonly enabled?: unknown;
  readonly credentials: Credentials | undefined;
  readonly problems: readonly Problem[];
}

/** Credentials are replaced together: half a pair cannot sign. */
function readAuthentication(given: unknown): Authentication {
  const field = '/authentication';
  if (!isObject(given)) return { credentials: undefined, problems: [{ field, problem: 'must be an object' }] };
  const { enabled, apiKey = null, apiSecret = null, ...others } = given;
  const problems = [
    ...Object.keys(others).map((name) => ({ field: `${field}/${name}`, problem: 'is no field of a sync: remove it' })),
    ...secretProblems(apiKey, `${field}/apiKey`, /^[\x21-\x7e]+$/),
    ...secretProblems(apiSecret, `${field}/apiSecret`, /^.+$/s),
  ];
  if (problems.length === 0 && (apiKey === null) !== (apiSecret === null)) {
    const missing = apiKey === null ? 'apiKey' : 'apiSecret';
    problems.push({ field: `${field}/${missing}`, problem: 'is required beside the other one: they change together' });
  }
  const whole = problems.length === 0 && typeof apiKey === 'string' && typeof apiSecret === 'string';
  return { enabled, credentials: whole ? { apiKey, apiSecret } : undefined, problems };
}

/** Never with what was given. */
function secretProblems(value: unknown, field: string, form: RegExp): Problem[] {
  if (value === null || (typeof value === 'string' && value.length <= 500 && form.test(value))) return [];
  if (typeof value !== 'string') return [{ field, problem: 'must be text, or null to keep what is there' }];
  return [{ field, problem: 'is empty, longer than 500 characters, or has blanks that no key has: copy it again' }];
}

function refusedAs(field: string, problem: string): Patched {
  return { document: undefined, credentials: undefined, problems: [{ field, problem }] };
}

/** `currency: null` says "none"; a merge patch would take the field away. */
function withCurrency(document: unknown): unknown {
  const { sendEvents } = document as { sendEvents?: unknown };
  if (!isObject(sendEvents) || 'currency' in sendEvents) return document;
  return { ...(document as object), sendEvents: { ...sendEvents, currency: null } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
