import { invalidJson, missingBody, missingField, payloadTooLarge } from './answers.ts';
import { readUploadTime } from './clock.ts';
import { readMinIdLength, readObject, refused, type Reading, type Upload } from './upload.ts';

export type IdentificationKind = 'identify' | 'groupidentify';

const eventTypes = { identify: '$identify', groupidentify: '$groupidentify' } as const;

/**
 * Reads the body (or query string) of `/identify` and `/groupidentify`: form fields `api_key` and `identification`
 * (JSON of one object or an array), or the same names in one JSON object. Each becomes the event that SDKs send today.
 */
export function readIdentification(text: string, kind: IdentificationKind, maxEvents: number): Reading<Upload> {
  const fields = readFields(text);
  if (!fields.ok) return fields;
  const { api_key: apiKey, identification, options, client_upload_time: uploadTime } = fields.value;
  if (typeof apiKey !== 'string' || apiKey === '') return refused(missingField('api_key'));
  const items = readItems(identification);
  if (!items.ok) return items;
  if (items.value.length > maxEvents) return refused(payloadTooLarge);
  return {
    ok: true,
    value: {
      apiKey,
      events: items.value.map((item) => asEvent(item, kind)),
      minIdLength: readMinIdLength(parsed(options)),
      uploadedAt: readUploadTime(uploadTime),
      idsOptional: kind === 'groupidentify',
    },
  };
}

function readFields(text: string): Reading<Record<string, unknown>> {
  if (text.trim() === '') return refused(missingBody);
  return /^\s*\{/.test(text) ? readObject(text) : readForm(text);
}

function readItems(identification: unknown): Reading<unknown[]> {
  if (identification === undefined || identification === null || identification === '') {
    return refused(missingField('identification'));
  }
  const items = parsed(identification);
  if (typeof items !== 'object' || items === null) return refused(invalidJson);
  return { ok: true, value: Array.isArray(items) ? items : [items] };
}

function readForm(text: string): Reading<Record<string, unknown>> {
  return { ok: true, value: Object.fromEntries(new URLSearchParams(text)) };
}

/** Forms carry JSON as text. undefined = it is none. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function asEvent(item: unknown, kind: IdentificationKind): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const event = { ...item, event_type: eventTypes[kind] };
  return kind === 'groupidentify' ? withGroups(event) : event;
}

/** The Group Identify API names one group in two fields; the event has them as `groups`. */
function withGroups({ group_type: type, group_value: value, ...event }: Record<string, unknown>): unknown {
  if (typeof type !== 'string' || value === undefined) return event;
  return { ...event, groups: Object.fromEntries([[type, value]]) };
}
