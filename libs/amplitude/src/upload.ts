import { type AmplitudeEvent } from '@kochava-stream/contracts';
import { invalidEvents, invalidJson, missingBody, missingField, payloadTooLarge, type Answer } from './answers.ts';
import { readUploadTime } from './clock.ts';
import { readEvent, type EventContext, type EventRules } from './event.ts';
import { Faults } from './faults.ts';
import { defaultMinIdLength } from './limits.ts';

/** An upload before its events are looked at: what is needed to know whose it is. */
export interface Upload {
  readonly apiKey: string;
  readonly events: readonly unknown[];
  readonly minIdLength: number;
  /** The client's clock when it sent the upload, ms; null = not known. */
  readonly uploadedAt: number | null;
  /** Group updates belong to no user. */
  readonly idsOptional: boolean;
}

export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: Answer };

/** Reads the body of `/2/httpapi` and `/batch`. Looks at no event. */
export function readUpload(text: string, maxEvents: number): Reading<Upload> {
  const parsed = readObject(text);
  if (!parsed.ok) return parsed;
  const { api_key: apiKey, events } = parsed.value;
  if (typeof apiKey !== 'string' || apiKey === '') return refused(missingField('api_key'));
  if (!Array.isArray(events)) return refused(missingField('events'));
  if (events.length > maxEvents) return refused(payloadTooLarge);
  return {
    ok: true,
    value: {
      apiKey,
      events,
      minIdLength: readMinIdLength(parsed.value['options']),
      uploadedAt: readUploadTime(parsed.value['client_upload_time']),
      idsOptional: false,
    },
  };
}

/** Checks every event of an upload: all are good, or the answer names every one that is not and nothing is taken. */
export function readEvents(upload: Upload, context: EventContext): Reading<AmplitudeEvent[]> {
  const rules: EventRules = {
    receivedAt: context.receivedAt,
    clientIp: context.clientIp,
    minIdLength: upload.minIdLength,
    idsOptional: upload.idsOptional,
  };
  const faults = new Faults();
  const events: AmplitudeEvent[] = [];
  for (const [index, raw] of upload.events.entries()) {
    const event = readEvent(raw, rules, { faults, index });
    if (event !== undefined) events.push(event);
  }
  return faults.any ? refused(invalidEvents(faults)) : { ok: true, value: events };
}

/** The JSON object that a body is. */
export function readObject(text: string): Reading<Record<string, unknown>> {
  if (text === '') return refused(missingBody);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refused(text.trim() === '' ? missingBody : invalidJson);
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return refused(invalidJson);
  return { ok: true, value: body as Record<string, unknown> };
}

/** The least length of ids that an upload asks for; anything but a whole number ≥ 0 asks for nothing. */
export function readMinIdLength(options: unknown): number {
  if (typeof options !== 'object' || options === null) return defaultMinIdLength;
  const asked: unknown = (options as Record<string, unknown>)['min_id_length'];
  return typeof asked === 'number' && Number.isSafeInteger(asked) && asked >= 0 ? asked : defaultMinIdLength;
}

export function refused(answer: Answer): { ok: false; answer: Answer } {
  return { ok: false, answer };
}
