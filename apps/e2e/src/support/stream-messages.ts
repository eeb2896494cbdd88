import { decode, deadLetters, type Contract, type DeadLetter, type StreamName } from '@kochava-stream/contracts';
import { readShard, streamState, type Nats, type StreamMessage } from '@kochava-stream/messaging';
import { type Static, type TSchema } from '@sinclair/typebox';

/** Every message that a stream holds now, of the subjects that `wanted` wants. */
async function stored(nats: Nats, stream: StreamName, wanted: (subject: string) => boolean): Promise<StreamMessage[]> {
  const { firstSeq, lastSeq } = await streamState(nats, stream);
  const found: StreamMessage[] = [];
  if (lastSeq === 0 || lastSeq < firstSeq) return found;
  for await (const message of readShard(nats, { stream, subject: '>', fromSeq: firstSeq })) {
    if (wanted(message.subject)) found.push(message);
    if (message.seq >= lastSeq) break;
  }
  return found;
}

/** The bodies of a contract's messages, oldest first. */
export async function bodiesOf<S extends TSchema, P>(nats: Nats, of: Contract<S, P>, to: P): Promise<Static<S>[]> {
  const messages = await stored(nats, of.stream, (subject) => subject === of.subject(to));
  return messages.map(({ bytes }) => decode(of, bytes));
}

/** Every dead letter, of all syncs and of none. */
export async function allDeadLetters(nats: Nats): Promise<DeadLetter[]> {
  const messages = await stored(nats, deadLetters.stream, () => true);
  return messages.map(({ bytes }) => decode(deadLetters, bytes));
}
