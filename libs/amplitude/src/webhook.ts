import { invalidEvents, invalidJson, missingBody, payloadTooLarge } from './answers.ts';
import { fromExport, unreadableTime } from './exported.ts';
import { Faults } from './faults.ts';
import { refused, type Reading, type Upload } from './upload.ts';

type WebhookUpload = Omit<Upload, 'apiKey'>;

/**
 * Reads the body of a call of Amplitude's webhook streaming: one event in the form of an export, one user in the form of an
 * identify (no `event_type`, but `user_properties`), or what a template of the customer makes of either, in the names of the
 * HTTP API; also a list of them. Ids of any length: Amplitude has taken them before.
 */
export function readWebhook(text: string, maxEvents: number): Reading<WebhookUpload> {
  if (text.trim() === '') return refused(missingBody);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refused(invalidJson);
  }
  if (typeof body !== 'object' || body === null) return refused(invalidJson);
  const items = Array.isArray(body) ? (body as unknown[]) : [body];
  if (items.length > maxEvents) return refused(payloadTooLarge);
  const faults = new Faults();
  const events = items.map((item, index) => {
    if (!isObject(item)) return item;
    const field = unreadableTime(item);
    if (field !== undefined) faults.add('invalid', field, index);
    return asEvent(fromExport(item));
  });
  if (faults.any) return refused(invalidEvents(faults));
  // Amplitude has corrected the time of the event: there is no clock left to correct.
  return { ok: true, value: { events, minIdLength: 1, uploadedAt: null, idsOptional: false } };
}

/** A user is told as the Identify API takes one. */
function asEvent(item: Record<string, unknown>): Record<string, unknown> {
  const isUser = (item['event_type'] ?? null) === null && isObject(item['user_properties']);
  return isUser ? { ...item, event_type: '$identify' } : item;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
