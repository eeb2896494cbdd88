import { batchLimit, storeBatch } from './atomic-batch.ts';
import { type Nats } from './connect.ts';
import { limitsOf, store, type Addressed, type Limits, type PublishOptions } from './publish.ts';

const batchTryMs = 2_500;
/**
 * The server stages every atomic batch in files of its own, which costs it 10 to 20 ms whatever the size (measured, one
 * replica, fsync always); fewer messages than this are sooner stored one by one.
 */
const worthABatch = 16;

/**
 * Stores several messages; those of one subject in the order given. Many for one stream travel as atomic batches; if one is
 * refused or not answered, its messages are stored one by one with the same ids, each subject in order.
 * @throws PublishFailed: some may be stored; the same call again stores the rest
 */
export async function publishAll(
  nats: Nats,
  messages: readonly Addressed[],
  options: PublishOptions = {},
): Promise<void> {
  const limits = limitsOf(options);
  const byStream = Map.groupBy(messages, (message) => message.stream);
  await Promise.all([...byStream.values()].map((ofOne) => storeInOrder(nats, ofOne, limits)));
}

async function storeInOrder(nats: Nats, messages: readonly Addressed[], limits: Limits): Promise<void> {
  for (const batch of batches(messages)) {
    if (batch.length >= worthABatch && nats.connection.up && (await took(nats, batch, limits))) continue;
    await storeBySubject(nats, batch, limits);
  }
}

async function took(nats: Nats, batch: readonly Addressed[], { deadline }: Limits): Promise<boolean> {
  try {
    await storeBatch(nats, batch, Math.max(1, Math.min(batchTryMs, deadline - performance.now())));
    return true;
  } catch {
    return false;
  }
}

/** One after another within a subject: a message sent before the one ahead of it is known to be stored could overtake it. */
async function storeBySubject(nats: Nats, batch: readonly Addressed[], limits: Limits): Promise<void> {
  const bySubject = Map.groupBy(batch, (message) => message.subject);
  await Promise.all(
    [...bySubject.values()].map(async (messages) => {
      for (const message of messages) await store(nats, message, limits);
    }),
  );
}

function batches(messages: readonly Addressed[]): Addressed[][] {
  const all: Addressed[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const open = all.at(-1);
    const size = message.bytes.byteLength;
    if (open === undefined || open.length >= batchLimit.messages || bytes + size > batchLimit.bytes) {
      all.push([message]);
      bytes = size;
    } else {
      open.push(message);
      bytes += size;
    }
  }
  return all;
}
