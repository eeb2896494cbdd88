import { connect, type Socket } from 'node:net';
import { decode, kvKeys, receivedEvents, type AmplitudeEvent, type UploadPart } from '@kochava-stream/contracts';
import { connectNats, provision, putConfig, readShard, type Nats } from '@kochava-stream/messaging';
import { createLogger, type RunningService } from '@kochava-stream/observability';
import { aProject, startTestNats, type TestNats } from '@kochava-stream/testing';
import { type IngestEnv } from './env.ts';
import { startIngest } from './start.ts';

export const apiKey = aProject().apiKeys[0] ?? '';
export const quiet = createLogger({ service: 'ingest-spec', level: 'silent' });

export function testEnv(natsUrl: string, given: Partial<IngestEnv> = {}): IngestEnv {
  return {
    PORT: 0,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    LOG_ID_KEY: '',
    OTEL_EXPORTER_OTLP_ENDPOINT: '',
    NATS_URL: natsUrl,
    SHARDS: 4,
    TRUST_PROXY: 'false',
    MAX_WAITING_BYTES: 64 * 1024 * 1024,
    OTEL_TRACES_SAMPLER_ARG: 0.01,
    ACCEPT_DEADLINE_MS: 7_500,
    DRAIN_MS: 300,
    ...given,
  };
}

export type StoredPart = Omit<UploadPart, 'events'> & { readonly events: AmplitudeEvent[] };

/** What was stored, as a reader of the stream sees it. */
export interface Stored {
  readonly chunks: { readonly subject: string; readonly bytes: number; readonly uploads: StoredPart[] }[];
  events(): AmplitudeEvent[];
}

export interface Rig {
  readonly server: TestNats;
  readonly nats: Nats;
  readonly service: RunningService;
  readonly stored: Stored;
  post(path: string, body: unknown, init?: RequestInit): Promise<{ status: number; text: string; headers: Headers }>;
  stop(): Promise<void>;
}

export interface RigGiven {
  readonly env?: Partial<IngestEnv>;
  /** Bytes that the stream of received events may hold. */
  readonly streamBytes?: number;
  /** false: the configuration has never been published. */
  readonly published?: boolean;
}

/** Ingest over HTTP on a real nats-server, with one project. */
export async function startRig(given: RigGiven = {}): Promise<Rig> {
  const server = await startTestNats();
  const nats = await connectNats({ servers: server.url, name: 'spec', logger: quiet });
  const maxBytes = given.streamBytes === undefined ? {} : { maxBytes: { RECEIVED: given.streamBytes } };
  await provision(nats, { shards: 4, replicas: 1, ...maxBytes });
  await putConfig(nats, kvKeys.project('project-1'), aProject());
  if (given.published !== false) await publishConfig(nats);
  const service = await startIngest(testEnv(server.url, given.env));
  const reading = readStored(nats);
  return {
    server,
    nats,
    service,
    stored: reading.stored,
    post: (path, body, init) => post(`${service.url}${path}`, body, init),
    async stop() {
      await service.close();
      reading.close();
      await nats.close();
      await server.stop();
    },
  };
}

export async function withRig(given: RigGiven, test: (rig: Rig) => Promise<void>): Promise<void> {
  const rig = await startRig(given);
  try {
    await test(rig);
  } finally {
    await rig.stop();
  }
}

/** From now on an unknown key is known to be unknown. */
export function publishConfig(nats: Nats): Promise<void> {
  return putConfig(nats, kvKeys.ready, { v: 1 });
}

export async function post(
  url: string,
  body: unknown,
  init: RequestInit = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const raw = typeof body === 'string' || body instanceof Uint8Array || body === undefined;
  const response = await fetch(url, {
    method: 'POST',
    ...(body === undefined ? {} : { body: raw ? (body as string | Uint8Array) : JSON.stringify(body) }),
    ...init,
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

function readStored(nats: Nats): { stored: Stored; close: () => void } {
  const chunks: Stored['chunks'] = [];
  const reader = readShard(nats, { stream: 'RECEIVED', subject: 'received.events.*', fromSeq: 1, logger: quiet });
  const reading = (async () => {
    for await (const message of reader) {
      const uploads = decode(receivedEvents, message.bytes).uploads as StoredPart[];
      chunks.push({ subject: message.subject, bytes: message.bytes.length, uploads });
    }
  })();
  reading.catch(() => undefined);
  const events = () => chunks.flatMap((chunk) => chunk.uploads.flatMap((upload) => upload.events));
  return { stored: { chunks, events }, close: () => reader.close() };
}

/** A connection on which a test writes what it likes; resolves `answer` when the server has closed it. */
export function rawConnection(port: number): { socket: Socket; answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (data: string) => (text += data));
  const answer = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(text));
    socket.on('error', () => undefined);
  });
  return { socket, answer };
}
