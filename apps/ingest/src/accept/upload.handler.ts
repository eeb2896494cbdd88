import {
  accepted,
  invalidApiKey,
  limits,
  payloadTooLarge,
  readEvents,
  readIdentification,
  readUpload,
  throttled,
  unavailable,
  type Answer,
  type Reading,
  type Upload,
} from '@kochava-stream/amplitude';
import { type Backend, type Connected } from '../backend.ts';
import { type IngestMetrics } from '../ingest-metrics.ts';
import { bodyText } from './body-text.ts';

export type UploadRoute = Exclude<keyof typeof limits, 'webhook'>;

/** A request whose body has been read. */
export interface Received {
  readonly route: UploadRoute;
  readonly body: Buffer;
  /** ms. */
  readonly receivedAt: number;
  readonly clientIp: () => string | undefined;
  readonly traceparent: string | undefined;
}

/** One upload: whose is it, is every event good, is it stored; and Amplitude's answer to that. */
export class UploadHandler {
  constructor(
    private readonly backend: Pick<Backend, 'connected'>,
    private readonly metrics: IngestMetrics,
  ) {}

  async handle(received: Received): Promise<Answer> {
    const { connected } = this.backend;
    // An unknown key makes SDKs destroy what they hold: it must not be said before all keys are known.
    if (connected === undefined || !connected.projects.ready()) return this.#refused(unavailable, 'keys-not-known');
    const upload = read(received);
    if (!upload.ok) return upload.answer;
    const project = connected.projects.projectByKey(upload.value.apiKey);
    if (project === undefined) return invalidApiKey(upload.value.apiKey);
    return this.#store(received, upload.value, { id: project.id, intake: connected.intake });
  }

  async #store(
    received: Received,
    upload: Upload,
    project: { id: string; intake: Connected['intake'] },
  ): Promise<Answer> {
    const { route, receivedAt, traceparent } = received;
    const events = readEvents(upload, received);
    if (!events.ok) return events.answer;
    const count = events.value.length;
    const frame = { project: project.id, receivedAt, uploadedAt: upload.uploadedAt, traceparent };
    const began = performance.now();
    const stored = count === 0 ? 'stored' : await project.intake.store(frame, events.value);
    if (stored === 'event-too-large') return payloadTooLarge;
    if (stored !== 'stored') return this.#refused(throttled(count, limits[route].eventsPerSecond), stored);
    this.metrics.accepted(route, count, performance.now() - began);
    return accepted({ events: count, bytes: received.body.length, at: receivedAt });
  }

  #refused(answer: Answer, reason: string): Answer {
    this.metrics.refused(reason);
    return answer;
  }
}

function read({ route, body }: Received): Reading<Upload> {
  const text = bodyText(body);
  if (!text.ok) return text;
  const { events } = limits[route];
  return route === 'httpapi' || route === 'batch'
    ? readUpload(text.value, events)
    : readIdentification(text.value, route, events);
}
