import { postbackSecretId } from './postback-secrets.ts';
import { pointerPart } from './problem.ts';
import { type Shown, type SyncState } from './sync.ts';

/** One field that differs: its JSON pointer, and its values; null = it is not there. Lists differ as a whole. */
export interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What differs between two states of a sync. `before` undefined = it was created: everything is new. */
export function changesBetween(before: SyncState | undefined, after: SyncState): Change[] {
  return [...differences(before === undefined ? undefined : shown(before), shown(after), '')];
}

/** A state as its editors see it: a secret is what may be shown of it. */
function shown({ status, document, secret, postbackSecrets }: SyncState) {
  return {
    status,
    ...document,
    ...(postbackSecrets === undefined ? {} : { postbackSecrets: postbackSecrets.map(postbackSecretId) }),
    authentication: {
      ...document.authentication,
      apiKey: secret && recognisable(secret.apiKey),
      apiSecret: secret && recognisable(secret.apiSecret),
    },
  };
}

function recognisable({ last4, fingerprint }: Shown): string {
  return `…${last4} (${fingerprint})`;
}

function* differences(before: unknown, after: unknown, field: string): Generator<Change> {
  const [left, right] = [fieldsOf(before), fieldsOf(after)];
  if (left === undefined && right === undefined) {
    if (!sameJson(before, after)) yield { field, before: before ?? null, after: after ?? null };
    return;
  }
  for (const name of new Set([left, right].flatMap((fields) => Object.keys(fields ?? {})))) {
    yield* differences(own(left, name), own(right, name), `${field}/${pointerPart(name)}`);
  }
}

function fieldsOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function own(holder: Record<string, unknown> | undefined, name: string): unknown {
  return holder !== undefined && Object.hasOwn(holder, name) ? holder[name] : undefined;
}

/** Equal as JSON, whatever the order of keys; not there is as null. */
export function sameJson(a: unknown, b: unknown): boolean {
  if ((a ?? null) === (b ?? null)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = b as Record<string, unknown>;
  return left.length === Object.keys(right).length && left.every(([key, value]) => sameJson(value, right[key]));
}
