import { join } from 'node:path';
import { startStack, type Stack } from '@kochava-stream/all-in-one';
import { decode, deadLetters, type DeadLetter } from '@kochava-stream/contracts';
import { connectNats, readShard, streamState } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';

const none = { ingest: 0, config: 0, transformer: 0, 'identity-linker': 0, 'kochava-dispatcher': 0 };

/** Everything in one process, sending its traces there. `ratio`: share of the uploads that are recorded. */
export function startTracedStack(dir: string, traces: { endpoint: string; ratio: number }): Promise<Stack> {
  return startStack({
    dataDir: join(dir, `system-${traces.ratio}`),
    host: '127.0.0.1',
    logLevel: 'error',
    scratch: true,
    ports: { ...none, sandbox: 0, nats: 0, postgres: 0 },
    traces,
    log: () => undefined,
  });
}

/** Every dead letter that there is. */
export async function lettersOf({ servers }: Stack): Promise<DeadLetter[]> {
  const logger = createLogger({ service: 'traces', level: 'silent' });
  const nats = await connectNats({ servers: servers.nats.url, name: 'traces', logger });
  try {
    const { stream } = deadLetters;
    const { firstSeq, lastSeq } = await streamState(nats, stream);
    const found: DeadLetter[] = [];
    if (lastSeq < firstSeq || lastSeq === 0) return found;
    for await (const { bytes, seq } of readShard(nats, { stream, subject: '>', fromSeq: firstSeq })) {
      found.push(decode(deadLetters, bytes));
      if (seq >= lastSeq) break;
    }
    return found;
  } finally {
    await nats.close();
  }
}
