import { readUploadTime } from './clock.ts';

type Fields = Record<string, unknown>;

/** Fields that Amplitude's exports and webhooks call otherwise than its HTTP API. */
const otherwise: readonly (readonly [string, string])[] = [
  ['$insert_id', 'insert_id'],
  // Unique per row: of an event without an insert_id it is what makes a repetition.
  ['uuid', 'insert_id'],
  ['ip_address', 'ip'],
  ['device_carrier', 'carrier'],
];

/** When it happened, by the clock that Amplitude corrected; else by the client's. */
const times = ['event_time', 'client_event_time'] as const;

/** What Amplitude notes of a row for itself. */
const bookkeeping: ReadonlySet<string> = new Set([
  ...otherwise.map(([from]) => from),
  ...times,
  '$schema',
  'amplitude_attribution_ids',
  'amplitude_event_type',
  'amplitude_id',
  'app',
  'client_upload_time',
  'data',
  'data_type',
  'is_attribution_event',
  'processed_time',
  'sample_rate',
  'server_received_time',
  'server_upload_time',
]);

/**
 * An event of an export or a webhook in the form of the HTTP API: its names, `time` in ms. What has the API's names
 * already keeps them. (Amplitude, Export API and Webhooks; times are UTC texts such as `2022-02-28 20:07:01.795`.)
 */
export function fromExport(row: Readonly<Fields>): Fields {
  const event: Fields = {};
  for (const [name, value] of Object.entries(row)) if (!bookkeeping.has(name)) event[name] = value;
  for (const [from, to] of otherwise) event[to] ??= row[from];
  const given = times.map((name) => row[name]).find((time) => time !== undefined && time !== null);
  // What cannot be read stays as it is, for the check of events to refuse.
  event['time'] ??= given === undefined ? undefined : (readUploadTime(given) ?? given);
  return withoutUndefined(event);
}

/** The field that says when an event happened, and cannot be read; undefined = all is well. */
export function unreadableTime(row: Readonly<Fields>): string | undefined {
  if ((row['time'] ?? null) !== null) return undefined;
  const name = times.find((each) => (row[each] ?? null) !== null);
  return name === undefined || readUploadTime(row[name]) !== null ? undefined : name;
}

function withoutUndefined(fields: Fields): Fields {
  for (const name of Object.keys(fields)) if (fields[name] === undefined) Reflect.deleteProperty(fields, name);
  return fields;
}
