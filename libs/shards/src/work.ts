import { traceIn } from '@kochava-stream/messaging';
import { type Tx } from '@kochava-stream/persistence';
import { type Traced } from './batch-traces.ts';
import { faultOf } from './faults.ts';
import { type Pick } from './gather.ts';
import { type Decision, type Step, type Work } from './transact.ts';
import { type Context, type Outgoing, type ShardMessage, type ShardWorkerOptions } from './types.ts';

interface Making<Parsed> {
  readonly options: ShardWorkerOptions<Parsed>;
  /** The largest message that can be published. */
  readonly mostBytes: () => number;
}

/** Everything at once: the handler for what was understood, dead letters for what was not. */
export function batchWork<Parsed>(on: Making<Parsed>, picks: readonly Pick<Parsed>[]): Work<Parsed> {
  const parsed: Parsed[] = [];
  const faults: { message: ShardMessage; error: Error }[] = [];
  for (const { item } of picks) {
    if ('fault' in item) faults.push({ message: item.message, error: item.fault });
    else parsed.push(item.parsed);
  }
  return {
    steps: steps(picks),
    traced: traced(on, picks),
    run: async (tx, context) => {
      const decided = parsed.length === 0 ? [] : await on.options.handle(parsed, tx, context);
      const dead = faults.map(({ message, error }) => deadLetter(on, { message, error, context }));
      return { outgoing: [...decided, ...dead], poisoned: dead.length };
    },
  };
}

/** One message to the dead letters. */
export function poisonWork<Parsed>(on: Making<Parsed>, pick: Pick<Parsed>, error: Error): Work<Parsed> {
  return {
    steps: steps([pick]),
    traced: traced(on, [pick]),
    run: (_tx, context) => {
      const outgoing = [deadLetter(on, { message: pick.item.message, error, context })];
      return Promise.resolve({ outgoing, poisoned: 1 });
    },
  };
}

/** The parts of one message in one transaction: those at fault to the dead letters, the rest as if they had come alone. */
export function partsWork<Parsed>(
  on: Making<Parsed>,
  pick: Pick<Parsed>,
  parts: readonly ShardMessage[],
): Work<Parsed> {
  return {
    steps: steps([pick]),
    traced: traced(on, [pick]),
    run: (tx, context) => settleHalves(on, parts, { tx, context }),
  };
}

interface Inside {
  readonly tx: Tx;
  readonly context: Context;
}

async function settleHalves<Parsed>(
  on: Making<Parsed>,
  parts: readonly ShardMessage[],
  inside: Inside,
): Promise<Decision> {
  const middle = Math.ceil(parts.length / 2);
  const first = await settleParts(on, parts.slice(0, middle), inside);
  const second = await settleParts(on, parts.slice(middle), inside);
  return { outgoing: [...first.outgoing, ...second.outgoing], poisoned: first.poisoned + second.poisoned };
}

async function settleParts<Parsed>(
  on: Making<Parsed>,
  parts: readonly ShardMessage[],
  inside: Inside,
): Promise<Decision> {
  const [message] = parts;
  if (message === undefined) return { outgoing: [], poisoned: 0 };
  try {
    const outgoing = await inside.tx.savepoint(
      async () => await on.options.handle(parts.map(on.options.parse), inside.tx, inside.context),
    );
    return { outgoing, poisoned: 0 };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const fault = faultOf(error);
    if (parts.length > 1 && (fault === 'data' || fault === 'bug' || fault === 'slow')) {
      return await settleHalves(on, parts, inside);
    }
    if (fault !== 'data' && fault !== 'bug') throw error;
    return { outgoing: [deadLetter(on, { message, error, context: inside.context })], poisoned: 1 };
  }
}

/** With as many of the message's bytes as fit into a message that carries them encoded. */
function deadLetter<Parsed>(
  on: Making<Parsed>,
  of: { message: ShardMessage; error: Error; context: Context },
): Outgoing {
  let { message } = of;
  for (;;) {
    const letter = on.options.poison(message, of.error, of.context);
    if (letter.bytes.byteLength <= on.mostBytes() || message.bytes.byteLength === 0) return letter;
    message = { ...message, bytes: message.bytes.subarray(0, Math.floor(message.bytes.byteLength / 2)) };
  }
}

function steps<Parsed>(picks: readonly Pick<Parsed>[]): Step<Parsed>[] {
  const byLane = new Map(picks.map(({ shard, lane, item }) => [lane, { shard, lane, to: item.message.seq }]));
  return [...byLane.values()];
}

function traced<Parsed>(on: Making<Parsed>, picks: readonly Pick<Parsed>[]): Traced {
  return {
    // One kind is named for all; a transaction seldom has two.
    template: (picks[0]?.lane.subject ?? '').replace(/\.[^.]*$/, ''),
    messages: picks.length,
    causes: picks.flatMap(({ item }) => ('parsed' in item ? (on.options.causes?.(item.parsed) ?? []) : [])),
    sent: picks.map(({ item }) => traceIn(item.message.headers)),
  };
}
