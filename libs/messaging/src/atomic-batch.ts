import { nuid, type MsgHdrs } from '@nats-io/transport-node';
import { type Nats } from './connect.ts';
import { toMsgHdrs } from './headers.ts';
import { type Addressed } from './publish.ts';

/** The server takes at most 1,000 messages in one atomic batch; the bytes are our own bound on what waits in it. */
export const batchLimit = { messages: 500, bytes: 4 * 1024 * 1024 } as const;

interface BatchAck {
  count?: number;
  error?: { err_code: number; description: string };
}

/** The server did not take the batch: none of its messages was stored. */
export class BatchRefused extends Error {
  override readonly name = 'BatchRefused';
}

/**
 * Stores messages of one stream, in order, all or none, with one round trip and one write to the disk. The server refuses
 * the whole batch when one id is known already (10201). @throws BatchRefused, or a timeout: all or none were stored
 */
export async function storeBatch(nats: Nats, messages: readonly Addressed[], timeoutMs: number): Promise<void> {
  const batch = nuid.next();
  messages.slice(0, -1).forEach((message, index) => {
    nats.nc.publish(message.subject, message.bytes, { headers: batchHeaders(message, batch, index + 1) });
  });
  const last = messages.at(-1);
  if (last === undefined) return;
  const commit = batchHeaders(last, batch, messages.length);
  commit.set('Nats-Batch-Commit', '1');
  const reply = await nats.nc.request(last.subject, last.bytes, { headers: commit, timeout: timeoutMs });
  const ack = reply.json<BatchAck>();
  if (ack.error !== undefined) throw new BatchRefused(`${ack.error.err_code} ${ack.error.description}`);
  if (ack.count !== messages.length) throw new BatchRefused(`${ack.count} of ${messages.length} messages arrived`);
}

function batchHeaders(message: Addressed, batch: string, sequence: number): MsgHdrs {
  const hdrs = toMsgHdrs(message.headers ?? {});
  if (message.id !== '') hdrs.set('Nats-Msg-Id', message.id);
  hdrs.set('Nats-Batch-Id', batch);
  hdrs.set('Nats-Batch-Sequence', String(sequence));
  return hdrs;
}
