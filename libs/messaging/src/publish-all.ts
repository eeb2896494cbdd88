import { batchLimit, storeBatch } from './atomic-batch.ts';
import { type Nats } from './connect.ts';
import { store, type Addressed, type PublishOptions } from './publish.ts';

const batchTryMs = 2_500;

/**
 * Stores several messages; those of one subject in the order given. What goes to one stream travels as atomic batches; if
 * one is refused or not answered, its messages are stored one by one with the same ids, each subject in order.
 * @throws PublishFailed: some may be stored; the same call again stores the rest
 */
export async function publishAll(
  nats: Nats,
  messages: readonly Addressed[],
  options: PublishOptions = {},
): Promise<void> {
  const byStream = Map.groupBy(messages, (message) => message.stream);
  await Promise.all([...byStream.values()].map((ofOne) => storeInOrder(nats, ofOne, options)));
}

async function storeInOrder(nats: Nats, messages: readonly Addressed[], options: PublishOptions): Promise<void> {
  for (const batch of batches(messages)) {
    if (batch.length > 1 && nats.connection.up && (await took(nats, batch))) continue;
    await storeBySubject(nats, batch, options);
  }
}

async function took(nats: Nats, batch: readonly Addressed[]): Promise<boolean> {
  try {
    await storeBatch(nats, batch, batchTryMs);
    return true;
  } catch {
    return false;
  }
}

/** One after another within a subject: a message sent before the one ahead of it is known to be stored could overtake it. */
async function storeBySubject(nats: Nats, batch: readonly Addressed[], options: PublishOptions): Promise<void> {
  const bySubject = Map.groupBy(batch, (message) => message.subject);
  await Promise.all(
    [...bySubject.values()].map(async (messages) => {
      for (const message of messages) await store(nats, message, options);
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
