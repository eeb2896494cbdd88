import { deadLetters } from '@kochava-stream/contracts';
import { poisonLetter } from '@kochava-stream/domain/delivery';
import { traceIn } from '@kochava-stream/messaging';
import { isSampled, type Traceparent } from '@kochava-stream/observability';
import { outgoing, traceOf, type Context, type Outgoing, type ShardMessage } from '@kochava-stream/shards';
import { factSources, type Fact } from './facts.ts';

/** @throws ContractError */
export function parseFacts(message: ShardMessage): readonly Fact[] {
  return sourceOf(message).read(message.bytes);
}

/** At least 1: a message with nothing in it for the linker takes its place in a batch too. */
export function weighFacts(facts: readonly Fact[]): number {
  return Math.max(1, facts.length);
}

/** The recorded traces that a message goes on with. */
export function causesOf(facts: readonly Fact[]): Traceparent[] {
  return facts.map(causeOf).filter(isSampled);
}

function causeOf(fact: Fact): Traceparent | undefined {
  switch (fact.type) {
    case 'request':
      return fact.request.traceparent;
    case 'link-ended':
      return fact.outcome.traceparent;
    case 'device-confirmed':
      return fact.traceparent;
    case 'ids-confirmed':
    case 'command':
    case 'deletion':
      return undefined;
  }
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
  const { subject, bytes, headers } = message;
  const traceparent = context.traces.failed(traceIn(headers));
  const letter = poisonLetter({ id, source: 'identity-linker', subject, bytes, error, at: context.now, traceparent });
  return outgoing({ id, contract: deadLetters, to: letter, message: letter, ...traceOf(traceparent) });
}

function sourceOf(message: ShardMessage) {
  const source = factSources[message.source];
  if (source === undefined) throw new Error(`nobody reads source ${message.source}`);
  return source;
}
