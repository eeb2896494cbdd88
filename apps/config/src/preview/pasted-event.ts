import { fromExport, readEvents } from '@kochava-stream/amplitude';
import { type AmplitudeEvent } from '@kochava-stream/contracts';
import { type Problem } from '@kochava-stream/domain/sync';

/** An event as ingest would store it, or why ingest would refuse it. */
export type PastedEvent =
  { readonly ok: true; readonly event: AmplitudeEvent } | { readonly ok: false; readonly problems: readonly Problem[] };

export interface PasteContext {
  /** ms; the time of an event that has none. */
  readonly now: number;
  /** What `$remote` stands for. */
  readonly ip: string;
}

/**
 * Reads what people paste: an event in the form of Amplitude's HTTP API, one of its exports or webhooks, or a whole upload,
 * of which the first event is taken.
 */
export function pastedEvent(given: unknown, { now, ip }: PasteContext): PastedEvent {
  const { event, minIdLength } = firstOf(given);
  if (!isObject(event))
    return refused([{ field: '/event', problem: 'must be an event: an object with an event_type' }]);
  const upload = { apiKey: '', events: [fromExport(event)], minIdLength, uploadedAt: null, idsOptional: false };
  const read = readEvents(upload, { receivedAt: now, clientIp: () => ip });
  const [first] = read.ok ? read.value : [];
  if (read.ok && first !== undefined) return { ok: true, event: first };
  return refused(read.ok ? [] : problemsIn(JSON.parse(read.answer.body) as Record<string, unknown>));
}

function firstOf(given: unknown): { event: unknown; minIdLength: number } {
  if (!isObject(given) || !Array.isArray(given['events'])) return { event: given, minIdLength: 5 };
  const options = given['options'];
  const asked = isObject(options) ? options['min_id_length'] : undefined;
  return { event: given['events'][0] as unknown, minIdLength: typeof asked === 'number' ? asked : 5 };
}

const sentences: readonly (readonly [string, string])[] = [
  ['events_with_missing_fields', 'is required'],
  ['events_with_invalid_id_lengths', 'is shorter than 5 characters: ingest refuses it, as Amplitude does'],
  ['events_with_invalid_fields', 'is not what Amplitude takes here: ingest refuses it too'],
];

function problemsIn(answer: Record<string, unknown>): Problem[] {
  const problems = new Map<string, Problem>();
  for (const [map, problem] of sentences) {
    for (const name of Object.keys(answer[map] ?? {})) {
      const field = name === 'event' ? '/event' : `/event/${name}`;
      if (!problems.has(field)) problems.set(field, { field, problem });
    }
  }
  return [...problems.values()];
}

function refused(problems: readonly Problem[]): PastedEvent {
  return { ok: false, problems };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
