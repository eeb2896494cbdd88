import { deadLetters } from '@kochava-stream/contracts';
import { poisonLetter } from '@kochava-stream/domain/delivery';
import { outgoing, type Context, type Outgoing, type ShardMessage } from '@kochava-stream/shards';
import { factSources, type Fact } from './facts.ts';

/** @throws ContractError */
export function parseFacts(message: ShardMessage): readonly Fact[] {
  return sourceOf(message).read(message.bytes);
}

/** At least 1: a message with nothing in it for the linker takes its place in a batch too. */
export function weighFacts(facts: readonly Fact[]): number {
  return Math.max(1, facts.length);
}

/** One message per element of its list, all with the place of the whole, and whatever else is in it. */
export function splitFacts(message: ShardMessage): ShardMessage[] {
  const { list } = sourceOf(message);
  const body = JSON.parse(Buffer.from(message.bytes).toString('utf8')) as Record<string, unknown>;
  const elements = body[list];
  if (!Array.isArray(elements)) return [message];
  return elements.map((each: unknown) => ({
    ...message,
    bytes: Buffer.from(JSON.stringify({ ...body, [list]: [each] })),
  }));
}

/** The dead letter of a message that nobody can take. */
export function poisonedFacts(message: ShardMessage, error: Error, context: Context): Outgoing {
  const id = context.newId();
  const { subject, bytes } = message;
  const letter = poisonLetter({ id, source: 'identity-linker', subject, bytes, error, at: context.now });
  return outgoing({ id, contract: deadLetters, to: letter, message: letter });
}

function sourceOf(message: ShardMessage) {
  const source = factSources[message.source];
  if (source === undefined) throw new Error(`nobody reads source ${message.source}`);
  return source;
}
