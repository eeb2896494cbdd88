import { connectNats, readRange, streamState } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';

/** The insert_ids of all events that RECEIVED holds. */
export async function storedIds(natsUrl: string): Promise<Set<string>> {
  const logger = createLogger({ service: 'faults', level: 'silent' });
  const nats = await connectNats({ servers: natsUrl, name: 'faults', logger });
  try {
    const { firstSeq, lastSeq } = await streamState(nats, 'RECEIVED');
    const ids = new Set<string>();
    const range = { stream: 'RECEIVED', subject: 'received.events.*', fromSeq: firstSeq, toSeq: lastSeq };
    for await (const { bytes } of readRange(nats, range)) {
      for (const [, id] of Buffer.from(bytes)
        .toString('utf8')
        .matchAll(/"insert_id":"([^"]+)"/g))
        ids.add(id ?? '');
    }
    return ids;
  } finally {
    await nats.close();
  }
}
