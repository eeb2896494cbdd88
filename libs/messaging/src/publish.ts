import { encode, type Contract } from '@kochava-stream/contracts';
import { type Static, type TSchema } from '@sinclair/typebox';
import { type Nats } from './connect.ts';
import { toMsgHdrs, type Headers } from './headers.ts';
import { failureOf, isWorthRetrying, PublishFailed, type PublishFailure } from './publish-errors.ts';
import { backoffMs, pause } from './waiting.ts';

/** A PubAck that takes longer is not waited for: the next try has the same id. */
const tryMs = 2_500;

interface Content<S extends TSchema, P> {
  readonly contract: Contract<S, P>;
  /** What the contract's subject is made of. */
  readonly to: P;
  /** The message id: within the stream's duplicate window a second message with it is not stored again. */
  readonly id: string;
  readonly headers?: Headers;
}

/** A message of a contract, or its bytes where they were encoded before. */
export type Publication<S extends TSchema = TSchema, P = never> = Content<S, P> &
  ({ readonly message: Static<S> } | { readonly bytes: Uint8Array });

export interface PublishOptions {
  /** Milliseconds from now after which to give up; default: never. */
  readonly deadlineMs?: number;
  /** Gives up at once, e.g. at shutdown. */
  readonly signal?: AbortSignal;
}

/** A message as it leaves: what an outbox keeps between the transaction and the PubAck. Made by `address`. */
export interface Addressed {
  readonly stream: string;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly id: string;
  readonly headers?: Headers;
}

/**
 * Stores one message and waits for the PubAck; tries again with the same id until the deadline.
 * @throws PublishFailed
 */
export async function publish<S extends TSchema, P>(
  nats: Nats,
  publication: Publication<S, P> & PublishOptions,
): Promise<void> {
  await store(nats, address(publication), limitsOf(publication));
}

/** Checks the parts against the contract and gives what to store. */
export function address<S extends TSchema, P>(publication: Publication<S, P>): Addressed {
  const { contract, to, id, headers } = publication;
  return {
    stream: contract.stream,
    subject: contract.subject(to),
    bytes: 'bytes' in publication ? publication.bytes : encode(contract, publication.message),
    id,
    ...(headers === undefined ? {} : { headers }),
  };
}

/** Until when to try. */
export interface Limits {
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
  /** Aborts at the deadline too. */
  readonly giveUp: AbortSignal | undefined;
}

export function limitsOf({ deadlineMs, signal }: PublishOptions): Limits {
  if (deadlineMs === undefined) return { deadline: Infinity, signal, giveUp: signal };
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(deadlineMs)));
  const giveUp = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  return { deadline: performance.now() + deadlineMs, signal, giveUp };
}

interface Failure {
  readonly reason: PublishFailure;
  readonly cause: unknown;
}

/** @throws PublishFailed */
export async function store(nats: Nats, message: Addressed, limits: Limits): Promise<void> {
  const left = (): number => limits.deadline - performance.now();
  let last: Failure | undefined;
  for (let attempt = 0; ; attempt += 1) {
    await nats.connection.untilConnected(limits.giveUp);
    const failure = hindrance(nats, limits) ?? (await tryOnce(nats, message, left()));
    if (failure === undefined) return;
    last = moreTelling(last, failure);
    if (!isWorthRetrying(last.reason)) break;
    await pause(Math.min(backoffMs(attempt, 20, 1_000), Math.max(0, left())), limits.giveUp);
    if (left() <= 0) break;
  }
  throw new PublishFailed(last.reason, message.subject, { cause: last.cause });
}

/** A try that the deadline cut short ends in a timeout, which says nothing: what hindered the tries before it does. */
function moreTelling(before: Failure | undefined, now: Failure): Failure {
  if (before === undefined) return now;
  return now.reason === 'timeout' ? before : { reason: now.reason, cause: now.cause ?? before.cause };
}

/** Why not even to try. */
function hindrance(nats: Nats, { signal }: Limits): Failure | undefined {
  if (signal?.aborted === true || nats.connection.closed) return { reason: 'aborted', cause: undefined };
  return nats.connection.up ? undefined : { reason: 'disconnected', cause: undefined };
}

async function tryOnce(nats: Nats, message: Addressed, leftMs: number): Promise<Failure | undefined> {
  try {
    await nats.js.publish(message.subject, message.bytes, {
      msgID: message.id,
      headers: toMsgHdrs(message.headers ?? {}),
      timeout: Math.max(1, Math.min(tryMs, leftMs)),
      expect: { streamName: message.stream },
    });
    return undefined;
  } catch (cause) {
    const reason = failureOf(cause);
    return { reason: reason === 'timeout' && !nats.connection.up ? 'disconnected' : reason, cause };
  }
}
