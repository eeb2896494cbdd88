import { decode, deadLetters, type Contract, type DeadLetter } from '@kochava-stream/contracts';
import { readShard, streamState, type Nats, type StreamMessage } from '@kochava-stream/messaging';
import { type Static, type TSchema } from '@sinclair/typebox';

/** Every message of a subject that its stream holds now. */
export async function messagesOf(nats: Nats, stream: string, subject: string): Promise<StreamMessage[]> {
  const { firstSeq, lastSeq } = await streamState(nats, stream);
  const found: StreamMessage[] = [];
  if (lastSeq < firstSeq) return found;
  const reader = readShard(nats, { stream, subject, fromSeq: firstSeq });
  const caughtUp = setInterval(() => {
    void reader.caughtUpTo().then((seq) => seq !== undefined && seq >= lastSeq && reader.close());
  }, 20);
  for await (const message of reader) found.push(message);
  clearInterval(caughtUp);
  return found;
}

/** The bodies of a contract's messages, oldest first. */
export async function bodiesOf<S extends TSchema, P>(nats: Nats, of: Contract<S, P>, to: P): Promise<Static<S>[]> {
  const messages = await messagesOf(nats, of.stream, of.subject(to));
  return messages.map(({ bytes }) => decode(of, bytes));
}

/** Every dead letter, of all syncs and of none. */
export async function allDeadLetters(nats: Nats): Promise<DeadLetter[]> {
  const messages = await messagesOf(nats, deadLetters.stream, 'dead.>');
  return messages.map(({ bytes }) => decode(deadLetters, bytes));
}
