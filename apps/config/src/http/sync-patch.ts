import { mergePatch, SyncDocument } from '@kochava-stream/domain/sync';
import { type Credentials } from '../secrets/seal.ts';
import { Refused } from './api-error.filter.ts';
import { bodyCheck } from './body.ts';
import { type SyncPatch } from './requests.ts';

const checkDocument = bodyCheck(SyncDocument);

/** The document after a patch. @throws Refused 422 */
export function patched(document: SyncDocument, patch: SyncPatch): SyncDocument {
  const { authentication, ...sections } = patch;
  const enabled = authentication?.enabled;
  const merged = mergePatch(document, { ...sections, ...(enabled !== undefined && { authentication: { enabled } }) });
  return checkDocument(withCurrency(merged));
}

/** Credentials are replaced together: half a pair cannot sign. @throws Refused 422 */
export function credentialsIn({ authentication }: SyncPatch): Credentials | undefined {
  const apiKey = authentication?.apiKey ?? undefined;
  const apiSecret = authentication?.apiSecret ?? undefined;
  if (apiKey === undefined && apiSecret === undefined) return undefined;
  if (apiKey !== undefined && apiSecret !== undefined) return { apiKey, apiSecret };
  const missing = apiKey === undefined ? 'apiKey' : 'apiSecret';
  throw new Refused(422, 'apiKey and apiSecret are replaced together', [
    { field: `/authentication/${missing}`, problem: 'is required beside the other one' },
  ]);
}

/** `currency: null` says "none"; a merge patch would take the field away. */
function withCurrency(document: unknown): unknown {
  const { sendEvents } = document as { sendEvents?: unknown };
  if (typeof sendEvents !== 'object' || sendEvents === null || 'currency' in sendEvents) return document;
  return { ...(document as object), sendEvents: { ...sendEvents, currency: null } };
}
