import { type Nats } from './connect.ts';
import { backoffMs, pause } from './waiting.ts';

const answerMs = 2_500;
const tries = 5;

/** How a delivered message is ended. `reply` is the newest delivery's reply subject. */
export interface AckVerbs {
  /** Done. Resolves true when the server has confirmed it, false when it could not be told: it will deliver again. */
  ack(reply: string): Promise<boolean>;
  /** An ack that was sent before; not waited for. */
  ackAgain(reply: string): void;
  /** Given up for good; `reason` shows in the server's advisory. As `ack`. */
  term(reply: string, reason: string): Promise<boolean>;
  /** To be delivered again after `delayMs`. */
  nak(reply: string, delayMs: number): void;
  /** Still at it: starts the consumer's ack_wait anew. */
  working(reply: string): void;
}

export function ackVerbs(nats: Nats): AckVerbs {
  const tell = (reply: string, verb: string): void => {
    if (nats.connection.up && !nats.nc.isClosed() && !nats.nc.isDraining()) nats.nc.publish(reply, verb);
  };
  return {
    ack: (reply) => confirmed(nats, reply, '+ACK'),
    ackAgain: (reply) => tell(reply, '+ACK'),
    term: (reply, reason) => confirmed(nats, reply, `+TERM ${reason.replaceAll(/\s+/g, ' ')}`),
    nak: (reply, delayMs) =>
      tell(reply, delayMs > 0 ? `-NAK ${JSON.stringify({ delay: Math.ceil(delayMs) * 1e6 })}` : '-NAK'),
    working: (reply) => tell(reply, '+WPI'),
  };
}

/** nats.js' `ackAck` gives one try per message; after a reconnect another one frees the consumer's window sooner. */
async function confirmed(nats: Nats, reply: string, verb: string): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    await nats.connection.untilConnected(AbortSignal.timeout(answerMs));
    if (nats.connection.closed) return false;
    try {
      await nats.nc.request(reply, verb, { timeout: answerMs });
      return true;
    } catch {
      await pause(backoffMs(attempt, 100, 1_000));
    }
  }
  return false;
}
