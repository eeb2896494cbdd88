import { deadLetters } from '@kochava-stream/contracts';
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

/** Every message of the linker is `{ v, <one list> }`: one message per element, all with the place of the whole. */
export function splitFacts(message: ShardMessage): ShardMessage[] {
  const { v, ...rest } = JSON.parse(Buffer.from(message.bytes).toString('utf8')) as Record<string, unknown>;
  const [[name, list] = []] = Object.entries(rest);
  if (name === undefined || !Array.isArray(list)) return [message];
  return list.map((each: unknown) => ({ ...message, bytes: Buffer.from(JSON.stringify({ v, [name]: [each] })) }));
}

/** The dead letter of a message that nobody can take. */
export function poisonedFacts(message: ShardMessage, error: Error, context: Context): Outgoing {
  const id = context.newId();
  return outgoing({
    id,
    contract: deadLetters,
    to: { sync: null },
    message: {
      v: 1,
      id,
      source: 'identity-linker',
      kind: 'poison',
      project: null,
      sync: null,
      syncVersion: null,
      reason: 'poison',
      // The name alone: a message may quote what it failed on.
      detail: `${error.name} in the identity-linker, from ${message.subject}`,
      reply: null,
      attempts: 0,
      at: context.now,
      payload: JSON.stringify(Buffer.from(message.bytes).toString('base64')),
    },
  });
}

function sourceOf(message: ShardMessage) {
  const source = factSources[message.source];
  if (source === undefined) throw new Error(`nobody reads source ${message.source}`);
  return source;
}
