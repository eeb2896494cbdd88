/** What the reply subject of a delivered message says. */
export interface Delivery {
  readonly consumer: string;
  /** 1 = the first time. */
  readonly deliveryCount: number;
  readonly seq: number;
  /** Grows by one with every message the consumer sends. */
  readonly deliverySeq: number;
  /** When the message was stored, ms. */
  readonly storedAt: number;
  /** Messages that wait behind this one. */
  readonly pending: number;
}

/**
 * Reads `$JS.ACK.<stream>.<consumer>.<count>.<seq>.<delivery seq>.<ns>.<pending>`, or the longer form
 * `$JS.ACK.<domain>.<account>.<stream>.….<pending>.<random>`. undefined: not a delivered message.
 */
export function parseDelivery(reply: string | undefined): Delivery | undefined {
  const tokens = reply?.split('.') ?? [];
  if (tokens[0] !== '$JS' || tokens[1] !== 'ACK' || tokens.length < 9) return undefined;
  const from = tokens.length === 9 ? 3 : 5;
  const number = (index: number): number => Number(tokens[from + index]);
  return {
    consumer: tokens[from] ?? '',
    deliveryCount: number(1),
    seq: number(2),
    deliverySeq: number(3),
    storedAt: Math.floor(number(4) / 1e6),
    pending: number(5),
  };
}
