import { setTimeout as pause } from 'node:timers/promises';
import { type AmplitudeEvent } from '@kochava-stream/contracts';

/** Ingest does not take the events, and will not by trying again. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
}

/** Ingest could not be reached, or could not store, for too long. */
export class NotStored extends Error {
  override readonly name = 'NotStored';
}

export interface SendOptions {
  /** Of ingest, without path. */
  readonly url: string;
  readonly apiKey: string;
  /** For how long one upload is tried. */
  readonly patienceMs: number;
}

const firstWaitMs = 250;
const longestWaitMs = 30_000;
const requestMs = 30_000;

/** Stores events as any client does; returns when they are on disk. @throws UploadRefused, NotStored */
export async function send(events: readonly AmplitudeEvent[], options: SendOptions): Promise<void> {
  const until = Date.now() + options.patienceMs;
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    const { status, text } = await post(events, options);
    if (status === 200) return;
    if (status === 413 && events.length > 1) return await halves(events, options);
    if (!mayPass(status)) throw new UploadRefused(`ingest answered ${status}: ${text}`);
    if (Date.now() + waitMs > until) throw new NotStored(`ingest does not store (${status === 0 ? text : status})`);
    await pause(waitMs * (0.5 + Math.random() / 2));
  }
}

/** No answer, or one that is another the next time. */
function mayPass(status: number): boolean {
  return status === 0 || status === 408 || status === 429 || status >= 500;
}

async function halves(events: readonly AmplitudeEvent[], options: SendOptions): Promise<void> {
  const middle = Math.ceil(events.length / 2);
  await send(events.slice(0, middle), options);
  await send(events.slice(middle), options);
}

/** `status` 0 = no answer. No `client_upload_time`: Amplitude has corrected the times. */
async function post(
  events: readonly AmplitudeEvent[],
  { url, apiKey }: SendOptions,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(new URL('/batch', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ api_key: apiKey, events, options: { min_id_length: 1 } }),
      signal: AbortSignal.timeout(requestMs),
    });
    return { status: response.status, text: (await response.text()).slice(0, 300) };
  } catch (error) {
    return { status: 0, text: error instanceof Error ? error.message : String(error) };
  }
}
