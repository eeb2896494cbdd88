import {
  accepted,
  limits,
  payloadTooLarge,
  plainError,
  readEvents,
  readWebhook,
  unavailable,
  type Answer,
} from '@kochava-stream/amplitude';
import { type Backend, type Connected } from '../backend.ts';
import { type IngestMetrics } from '../ingest-metrics.ts';
import { bodyText } from './body-text.ts';
import { opens, UnknownDoors } from './doors.ts';

/** A call whose secret is right. */
export interface WebhookDoor {
  readonly project: string;
  readonly intake: Connected['intake'];
}

export interface WebhookKnock {
  readonly project: string;
  readonly secret: string;
  /** The client's address. */
  readonly place: string;
  /** ms. */
  readonly now: number;
}

export interface WebhookCall {
  readonly body: Buffer;
  /** ms. */
  readonly receivedAt: number;
  readonly clientIp: () => string | undefined;
  readonly traceparent: string | undefined;
}

/** Amplitude tries again at once only what was answered within 4 s; reading and answering take the rest. */
const mostMs = 3_000;
const wrongSecret = plainError(401, 'Unknown project or wrong secret');

/**
 * Calls of Amplitude's webhook streaming. They become events as uploads do, under the same rules. Whatever is not answered
 * 2xx Amplitude sends again for 4 hours, 429 and 5xx at once besides: so 503 says that nothing is stored now.
 */
export class WebhookHandler {
  readonly #unknown = new UnknownDoors();

  constructor(
    private readonly backend: Pick<Backend, 'connected'>,
    private readonly metrics: IngestMetrics,
  ) {}

  /** Whose call it is, before its body is read; else the answer, with the seconds to wait. */
  enter({ project: id, secret, place, now }: WebhookKnock): WebhookDoor | { answer: Answer; waitSeconds?: number } {
    const { connected } = this.backend;
    if (connected === undefined || !connected.projects.ready()) return { answer: this.#unavailable('keys-not-known') };
    const project = connected.projects.project(id);
    if (opens(secret, project?.webhookSecretHashes)) return { project: id, intake: connected.intake };
    const waitSeconds = this.#unknown.wait(place, now);
    if (waitSeconds === 0) return { answer: wrongSecret };
    return { answer: plainError(429, 'Too many requests'), waitSeconds };
  }

  async take({ project, intake }: WebhookDoor, call: WebhookCall): Promise<Answer> {
    const { body, receivedAt, traceparent } = call;
    const text = bodyText(body);
    if (!text.ok) return text.answer;
    const upload = readWebhook(text.value, limits.webhook.events);
    if (!upload.ok) return upload.answer;
    const events = readEvents({ ...upload.value, apiKey: '' }, call);
    if (!events.ok) return events.answer;
    const count = events.value.length;
    const began = performance.now();
    const frame = { project, receivedAt, uploadedAt: null, ...(traceparent === undefined ? {} : { traceparent }) };
    const stored = count === 0 ? 'stored' : await intake.store(frame, events.value, mostMs);
    if (stored === 'event-too-large') return payloadTooLarge;
    if (stored !== 'stored') return this.#unavailable(stored);
    this.metrics.accepted('webhook', count, performance.now() - began);
    return accepted({ events: count, bytes: body.length, at: receivedAt });
  }

  #unavailable(reason: string): Answer {
    this.metrics.refused(reason);
    return unavailable;
  }
}
