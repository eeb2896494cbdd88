import { deadLetters, decode, linksRequested, type StreamName } from '@kochava-stream/contracts';
import { readShard, streamState, type Nats, type StreamMessage } from '@kochava-stream/messaging';
import { type Database } from '@kochava-stream/persistence';

/** A message of `links.requested` as it stands on the stream. */
export interface Stored {
  readonly seq: number;
  readonly subject: string;
  /** Its `v`, whatever this release makes of it. */
  readonly version: number;
  readonly requests: number;
}

/** All of them, oldest first. */
export async function storedRequests(nats: Nats): Promise<Stored[]> {
  const found: Stored[] = [];
  for await (const { seq, subject, bytes } of everything(nats, linksRequested.stream)) {
    const body = JSON.parse(Buffer.from(bytes).toString('utf8')) as { v: number; requests: unknown[] };
    found.push({ seq, subject, version: body.v, requests: body.requests.length });
  }
  return found;
}

/** Messages that a service could not read or store, and who. */
export async function poisonedBy(nats: Nats): Promise<string[]> {
  const found: string[] = [];
  for await (const { bytes } of everything(nats, deadLetters.stream)) {
    const { kind, source } = decode(deadLetters, bytes);
    if (kind === 'poison') found.push(source);
  }
  return found;
}

/** What a stream holds now. */
async function* everything(nats: Nats, stream: StreamName): AsyncGenerator<StreamMessage> {
  const { firstSeq, lastSeq } = await streamState(nats, stream);
  if (lastSeq === 0 || lastSeq < firstSeq) return;
  for await (const message of readShard(nats, { stream, subject: '>', fromSeq: firstSeq })) {
    yield message;
    if (message.seq >= lastSeq) return;
  }
}

/** Those that the linkers have committed. */
export async function takenRequests(stored: readonly Stored[], linker: Database): Promise<Stored[]> {
  const rows = await linker.query<{ subject: string; last_seq: number }>(
    'positions of the linker',
    `SELECT subject, last_seq FROM lease WHERE consumer = 'identity-linker'`,
  );
  const upTo = new Map(rows.map(({ subject, last_seq }) => [subject, last_seq]));
  return stored.filter(({ subject, seq }) => seq <= (upTo.get(subject) ?? 0));
}
