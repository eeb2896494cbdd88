import { type DispatchEntry, type DispatchKind } from '@kochava-stream/contracts';
import { classifyReply, endpoints } from '@kochava-stream/kochava';
import { type KochavaClient } from '../kochava/kochava-client.ts';
import { type Attempt, type Dispatch } from '../lane/delivery.ts';
import { type Failure } from '../publish/samples.ts';

/** What a request is made of. */
export interface Callable {
  readonly kind: DispatchKind;
  readonly entry: Pick<DispatchEntry, 'body' | 'userAgent'>;
}

/** One call to Kochava: exactly the entry's bytes, and the reply as our one table reads it. */
export async function callKochava(
  client: KochavaClient,
  { kind, entry }: Callable,
  headers: Record<string, string>,
  now: () => number,
): Promise<Attempt> {
  const startedAt = now();
  const reply = await client.post({
    path: endpoints[kind],
    body: entry.body,
    headers: { 'Content-Type': 'application/json', 'User-Agent': entry.userAgent, ...headers },
  });
  const endedAt = now();
  const read = classifyReply(kind, reply, endedAt);
  return 'failure' in reply
    ? { read, status: null, body: '', startedAt, endedAt }
    : { read, status: reply.status, body: reply.body, startedAt, endedAt };
}

/** What people are shown of a call that did not succeed. */
export function failureOf({ attempts }: Dispatch, { read, status, body, endedAt }: Attempt): Failure {
  const reply = status === null ? null : { status, body };
  return { class: read.class, attempts: attempts + 1, at: endedAt, reply };
}
