import { type Stack } from '@kochava-stream/all-in-one';
import { decode, outcomeCounts, type Count } from '@kochava-stream/contracts';
import { connectNats, readShard, streamState } from '@kochava-stream/messaging';
import { createLogger, type Logger } from '@kochava-stream/observability';
import { openDatabase } from '@kochava-stream/persistence';
import { describe } from './prove.ts';
import { type Told } from './told.ts';

interface Seen {
  readonly at: number;
  readonly what: string;
  readonly detail: string;
}

/** Notes what services and sandbox wrote down: counted outcomes, the linker's log, the ledger. */
export async function noteWhatHappened(stack: Stack, told: Told): Promise<void> {
  const logger = createLogger({ service: 'demo', level: 'error' });
  const seen = [...(await fromCounts(stack, logger)), ...(await fromIdentityLog(stack, logger)), ...fromLedger(stack)];
  for (const { at, what, detail } of seen) told.note(what, detail, at);
}

async function fromCounts(stack: Stack, logger: Logger): Promise<Seen[]> {
  const nats = await connectNats({ servers: stack.servers.nats.url, name: 'demo', logger });
  const seen: Seen[] = [];
  const { stream } = outcomeCounts;
  try {
    const { lastSeq } = await streamState(nats, stream);
    for await (const message of readShard(nats, { stream, subject: 'outcomes.>', fromSeq: 1 })) {
      if (message.subject === outcomeCounts.subject({})) seen.push(...inCounts(message.bytes));
      if (message.seq >= lastSeq) break;
    }
  } finally {
    await nats.close();
  }
  return seen;
}

function inCounts(bytes: Uint8Array): Seen[] {
  const { at, counts } = decode(outcomeCounts, bytes);
  return counts.flatMap((count) => ofCount(count, at));
}

/** Accepted = the success answer had been handed over completely. */
function fromLedger(stack: Stack): Seen[] {
  const rows = stack.sandbox?.requests() ?? [];
  return rows
    .filter(({ accepted }) => accepted)
    .map((row) => ({ at: row.endedAt ?? row.at, what: `${row.kind} accepted`, detail: describe(row) }));
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
