import { setTimeout as pause } from 'node:timers/promises';
import { type Experiment } from '../experiment.ts';
import { type Books } from '../ledgers/books.ts';
import { Client } from '../load/client.ts';
import { deviceFields, deviceName } from '../load/devices.ts';
import { readAlong } from '../rounds/round.ts';
import { Archive } from '../stage/archive.ts';
import { ownSync } from '../stage/own-sync.ts';
import { openStage, type Stage } from '../stage/stage.ts';
import { massOutcome, massRow, massTable, type MassOutcome } from './releases.ts';

interface MassOptions {
  readonly links: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

const limits = { concurrency: 16, settleSeconds: 0 };
const answerMs = 20;
const identifiesAtOnce = 500;
const installsAtOnce = 20_000;
const eventsPerSecond = 20;
const quietSeconds = 5;
/** Links a second that can be had at the least, and what it takes besides, ms. */
const slowestRate = 150;
const patienceMs = 60_000;

/** As many links as wanted are held, and become due at once, while a few events a second go on. */
export const massRelease: Experiment = {
  name: 'mass-release',
  says: 'many links (20000, short 2000) are held and become due at once, by an import of installs, while 20 events/s go on',
  holds: 'each link is sent once; events that come meanwhile do not wait for them (p99 2.5 s with 16 calls at a time)',
  seconds: { long: 60, short: 15 },
  inShort: false,
  run: async ({ short, links = short ? 2_000 : 20_000, seed, dataDir, say }) => {
    const stage = await openStage(dataDir, say);
    try {
      const outcome = await released(stage, { links, seed, say });
      return { rows: [massRow(outcome)], text: massTable(outcome), numbers: outcome, findings: outcome.findings };
    } finally {
      say('stopping …');
      await stage.close();
    }
  },
};

async function released(stage: Stage, { links, seed, say }: MassOptions): Promise<MassOutcome> {
  const archive = new Archive(stage.sandbox);
  const rules = (app: string) => [{ match: { app }, delayMs: answerMs }];
  const { run, app, apiKey, project, sync } = await ownSync({ stage, archive }, { name: 'mass', limits, seed, rules });
  const client = new Client(stage.processes.services.ingest.url);
  const upload = async (events: readonly object[]): Promise<void> => {
    const { status } = await client.post(JSON.stringify({ api_key: apiKey, events }));
    if (status !== 200) throw new Error(`an upload was answered ${status}`);
  };
  await hold(links, upload, say);
  await until(patienceMs, async () => heldIn(await stage.config.counts(project)) >= links);
  say(`${links} links are held`);

  const over = new AbortController();
  const sentAt = new Map<string, number>();
  const events = sendEvents({ from: links + 1, run, upload, sentAt, over: over.signal });
  const reading = readAlong(archive, over.signal);
  await pause(quietSeconds * 1_000);
  const dueAt = Date.now();
  await importInstalls(stage, sync, links);
  say('Kochava is known to have all of their devices');
  const linked = async (): Promise<number> =>
    new Set((await archive.callsOf(app)).flatMap(({ kind, device }) => (kind === 'link' ? [device] : []))).size;
  await until(patienceMs + (1_000 * links) / slowestRate, async () => (await linked()) >= links);
  over.abort();
  await Promise.all([events, reading]);
  await until(patienceMs, async () => came(await archive.callsOf(app), sentAt));
  await client.close();
  return massOutcome(await archive.callsOf(app), { links, dueAt, sentAt });
}

type Upload = (events: readonly object[]) => Promise<void>;

/** User properties of so many devices, of which Kochava knows none. */
async function hold(links: number, upload: Upload, say: (line: string) => void): Promise<void> {
  for (let from = 1; from <= links; from += identifiesAtOnce) {
    const numbers = Array.from({ length: Math.min(identifiesAtOnce, links + 1 - from) }, (_, n) => from + n);
    await upload(
      numbers.map((number) => ({
        ...deviceFields({ number, kind: 'usual' }),
        event_type: '$identify',
        insert_id: `identify-${number}`,
        user_properties: { $set: { plan: `plan-${number}` } },
      })),
    );
    if (from % 50_000 === 1 && from > 1) say(`${from - 1} identifies are sent`);
  }
}

function heldIn({ syncs }: Books): number {
  return syncs[0]?.links['held'] ?? 0;
}

/** Purchases of devices that have no link, one after the other, until it is over. */
async function sendEvents(of: {
  from: number;
  run: string;
  upload: Upload;
  sentAt: Map<string, number>;
  over: AbortSignal;
}): Promise<void> {
  for (let n = 0; !of.over.aborted; n += 1) {
    const id = `${of.run}-${n}`;
    of.sentAt.set(id, Date.now());
    const event_properties = { price: 25, item: 'Skis' };
    const device = deviceFields({ number: of.from + (n % 50), kind: 'usual' });
    await of.upload([
      { ...device, event_type: 'Purchase', ip: '203.0.113.7', time: Date.now(), insert_id: id, event_properties },
    ]);
    await pause(1_000 / eventsPerSecond);
  }
}

/** As an operator does who has a list of Kochava's installs. */
async function importInstalls(stage: Stage, sync: string, links: number): Promise<void> {
  const { processes } = stage;
  const headers = { authorization: `Bearer ${processes.adminToken}`, 'content-type': 'application/x-ndjson' };
  const url = `${processes.services.config.url}/api/syncs/${sync}/installs`;
  for (let from = 1; from <= links; from += installsAtOnce) {
    const rows = Array.from({ length: Math.min(installsAtOnce, links + 1 - from) }, (_, n) => installOf(from + n));
    const reply = await fetch(url, { method: 'POST', headers, body: rows.join('\n') });
    if (reply.status !== 200) throw new Error(`the import was answered ${reply.status}: ${await reply.text()}`);
    await reply.arrayBuffer();
  }
}

function installOf(number: number): string {
  const { idfv, adid } = deviceFields({ number, kind: 'usual' });
  return JSON.stringify({ kochava_device_id: deviceName(number), idfv, adid });
}

function came(calls: readonly { id: string | null }[], sentAt: ReadonlyMap<string, number>): boolean {
  const ids = new Set(calls.map(({ id }) => id));
  return [...sentAt.keys()].every((id) => ids.has(id));
}

/** Until it is so, or too late: the ledgers show then what is missing. */
async function until(ms: number, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end && !(await isSo());) await pause(1_000);
}
