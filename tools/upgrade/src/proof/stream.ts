import { linksRequested } from '@kochava-stream/contracts';
import { readShard, streamState, type Nats } from '@kochava-stream/messaging';
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
  const { stream } = linksRequested;
  const { firstSeq, lastSeq } = await streamState(nats, stream);
  const found: Stored[] = [];
  if (lastSeq === 0 || lastSeq < firstSeq) return found;
  for await (const { seq, subject, bytes } of readShard(nats, { stream, subject: '>', fromSeq: firstSeq })) {
    const body = JSON.parse(Buffer.from(bytes).toString('utf8')) as { v: number; requests: unknown[] };
    found.push({ seq, subject, version: body.v, requests: body.requests.length });
    if (seq >= lastSeq) break;
  }
  return found;
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
