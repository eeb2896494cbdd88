import { type UploadHandler } from '@kochava-stream/ingest/parts';
import { type Scheduler } from '../kernel/scheduler.ts';
import { deviceFields } from './devices.ts';
import { apiKey, type Script, type TimedEvent, type Upload } from './script.ts';
import { type RunningIngest } from './services.ts';

/** What the client knows of an event. `maybe`: a request with it ended without an answer, or with another than 200. */
export type Answer = 'accepted' | 'maybe';

/** What was sent, and what was answered. */
export class Told {
  readonly events = new Map<string, { readonly event: TimedEvent; answer: Answer; uploads: number }>();

  sent(events: readonly TimedEvent[]): void {
    for (const event of events) {
      const known = this.events.get(event.insertId);
      if (known === undefined) this.events.set(event.insertId, { event, answer: 'maybe', uploads: 1 });
      else known.uploads += 1;
    }
  }

  accepted(events: readonly TimedEvent[]): void {
    for (const { insertId } of events) (this.events.get(insertId) as { answer: Answer }).answer = 'accepted';
  }
}

export interface Clients {
  readonly scheduler: Scheduler;
  readonly script: Script;
  readonly told: Told;
  readonly ingest: () => RunningIngest | undefined;
}

const answerMs = 9_000;
const tries = 12;

/** Every device by itself: one upload after the other, as an SDK does, again until it is accepted. */
export async function sendAll(on: Clients): Promise<void> {
  await Promise.all(
    [...on.script.uploads.values()].map(async (uploads) => {
      for (const upload of uploads) {
        await pause(upload.pauseMs);
        await sendUntilAccepted(on, upload);
        if (upload.sentAgain) await send(on, upload);
      }
    }),
  );
}

async function sendUntilAccepted(on: Clients, upload: Upload): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (await send(on, upload)) return;
    await pause(300);
  }
}

/** One request; false: no answer, or not 200. */
async function send({ scheduler, told, ingest }: Clients, { events, device }: Upload): Promise<boolean> {
  const running = ingest();
  if (running?.process.alive !== true) return false;
  const body = Buffer.from(JSON.stringify({ api_key: apiKey, events: events.map(eventOf) }));
  told.sent(events);
  const code = await ask(scheduler, running, body);
  scheduler.note(
    `upload ${events.map(({ insertId }) => insertId).join(' ')} of device ${device}: ${code ?? 'no answer'}`,
  );
  if (code === 200) told.accepted(events);
  return code === 200;
}

function ask(scheduler: Scheduler, { process, handler }: RunningIngest, body: Buffer): Promise<number | undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), answerMs);
    process.onDeath(() => scheduler.as(scheduler.host, () => scheduler.plan(1, () => resolve(undefined))));
    scheduler.as(process, () => scheduler.plan(scheduler.random.between(0.2, 3), () => void answer(handler)));
    async function answer(at: UploadHandler): Promise<void> {
      const receivedAt = scheduler.date;
      const { code: status } = await at.handle({
        route: 'httpapi',
        body,
        receivedAt,
        clientIp: () => undefined,
        traceparent: undefined,
      });
      scheduler.as(scheduler.host, () => scheduler.plan(scheduler.random.between(0.2, 3), () => resolve(status)));
    }
  });
}

function eventOf({ insertId, device, shape, price, plan }: TimedEvent): Record<string, unknown> {
  return {
    ...deviceFields(device),
    event_type: shape === 'selected' ? 'Purchase' : 'Page Viewed',
    insert_id: insertId,
    event_properties: { price },
    ...(plan === undefined ? {} : { user_properties: { plan } }),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
