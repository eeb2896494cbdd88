import { type Stack } from '@kochava-stream/all-in-one';
import { decode, outcomeCounts, outcomes, type Count, type Outcome } from '@kochava-stream/contracts';
import { connectNats, readShard, streamState, type StreamMessage } from '@kochava-stream/messaging';
import { createLogger, type Logger } from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { type Told } from './told.ts';

interface Seen {
  readonly at: number;
  readonly what: string;
  readonly detail: string;
}

/** Notes what the services themselves wrote down: the stream OUTCOMES and the linker's log. */
export async function noteWhatHappened(stack: Stack, told: Told): Promise<void> {
  const logger = createLogger({ service: 'demo', level: 'error' });
  const seen = [...(await fromOutcomes(stack, logger)), ...(await fromIdentityLog(stack, logger))];
  for (const { at, what, detail } of seen) told.note(what, detail, at);
}

async function fromOutcomes(stack: Stack, logger: Logger): Promise<Seen[]> {
  const nats = await connectNats({ servers: stack.servers.nats.url, name: 'demo', logger });
  const seen: Seen[] = [];
  try {
    const { lastSeq } = await streamState(nats, outcomes.stream);
    if (lastSeq === 0) return seen;
    for await (const message of readShard(nats, { stream: outcomes.stream, subject: 'outcomes.>', fromSeq: 1 })) {
      seen.push(...inMessage(message));
      if (message.seq >= lastSeq) break;
    }
  } finally {
    await nats.close();
  }
  return seen;
}

function inMessage(message: StreamMessage): Seen[] {
  if (message.subject !== outcomeCounts.subject({})) {
    return decode(outcomes, message.bytes).outcomes.map(ofOutcome);
  }
  const { at, counts } = decode(outcomeCounts, message.bytes);
  return counts.flatMap((count) => ofCount(count, at));
}

function ofOutcome({ kind, outcome, class: reply, kochavaDeviceId, at }: Outcome): Seen {
  return { at, what: `${kind} ${outcome}`, detail: `${kochavaDeviceId}: ${reply}` };
}

function ofCount({ what, reason, n }: Count, at: number): Seen[] {
  if (what !== 'filtered' && what !== 'duplicate' && what !== 'dropped') return [];
  return [{ at, what, detail: `${n} event${n === 1 ? '' : 's'}${reason === '' ? '' : ` (${reason})`}` }];
}

const identitySteps: Readonly<Record<string, string>> = {
  LinkHeld: 'held',
  LinkMerged: 'held, merged',
  DeviceConfirmed: 'confirmed',
  LinkReleased: 'link released',
};

async function fromIdentityLog(stack: Stack, logger: Logger): Promise<Seen[]> {
  const db = await openDatabase({ url: stack.servers.postgres.url, schema: 'linker', logger });
  try {
    const rows = await db.query<{ at: string; type: string; device: string }>(
      'demo_identity_log',
      'select at::text, type, kochava_device_id as device from event order by seq',
    );
    return rows.flatMap(({ at, type, device }) => {
      const what = identitySteps[type];
      return what === undefined ? [] : [{ at: Number(at), what, detail: device }];
    });
  } finally {
    await db.close();
  }
}
