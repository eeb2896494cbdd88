import { type Rule } from '@kochava-stream/kochava-sandbox';
import { type Verdict } from '../check/judge.ts';
import { Client } from '../load/client.ts';
import { type Row } from '../report.ts';
import { readAlong } from '../rounds/round.ts';
import { Archive } from '../stage/archive.ts';
import { openStage, type Stage, type StageShape } from '../stage/stage.ts';
import { farEnd, openParty, takenUnheard, type Party, type PartyOptions } from './party.ts';

export interface TownOptions {
  readonly seed: number;
  readonly dataDir: string;
  readonly say: (line: string) => void;
  readonly shape?: StageShape;
}

/** What one of the parties came to. */
export interface Account {
  readonly name: string;
  readonly verdict: Verdict;
  /** Calls that may have been taken twice. */
  readonly bound: number;
  /** From the end of the load until everything of it was there; undefined = it never was. */
  readonly drainedMs: number | undefined;
}

/** Several parties on one stage, and the phases that they go through together. */
export interface Town {
  readonly stage: Stage;
  readonly archive: Archive;
  readonly client: Client;
  readonly parties: readonly Party[];
  party(name: string): Party;
  /** From now on Kochava does this to those named, and is as usual to the others. */
  faults(faults: Readonly<Record<string, readonly Rule[]>>): Promise<void>;
  /** Lets time pass under load. @returns when it was */
  phase(what: string, seconds: number): Promise<{ from: number; to: number }>;
  /** Ends the load and waits until everything is there. */
  accounts(drainMs: number): Promise<Account[]>;
}

const warmMs = 3_000;

/** Opens the stage, loads every party at the same time, does the work, closes. */
export async function inTown<T>(
  those: readonly Omit<PartyOptions, 'seed'>[],
  options: TownOptions,
  work: (town: Town) => Promise<T>,
): Promise<T> {
  const { dataDir, say, seed } = options;
  const stage = await openStage(dataDir, say, options.shape);
  try {
    const archive = new Archive(stage.sandbox);
    const client = new Client(stage.processes.services.ingest.url);
    const parties: Party[] = [];
    for (const [index, each] of those.entries()) {
      parties.push(await openParty({ stage, archive, client }, { ...each, seed: seed + index }));
    }
    const town = townOf({ stage, archive, parties, client, options });
    await town.faults({});
    await pause(500);
    const ended = town.load();
    await pause(warmMs);
    try {
      return await work(town);
    } finally {
      town.over.abort();
      await ended;
      await client.close();
    }
  } finally {
    say('stopping …');
    await stage.close();
  }
}

interface Parts {
  readonly stage: Stage;
  readonly archive: Archive;
  readonly parties: readonly Party[];
  readonly client: Client;
  readonly options: TownOptions;
}

function townOf({ stage, archive, parties, client, options }: Parts) {
  const { seed, say } = options;
  const over = new AbortController();
  let loading: Promise<unknown> = Promise.resolve();
  return {
    ...{ stage, archive, parties, client, over },
    party: (name: string): Party => {
      const found = parties.find((each) => each.name === name);
      if (found === undefined) throw new Error(`there is no party ${name}`);
      return found;
    },
    faults: async (faults: Readonly<Record<string, readonly Rule[]>>): Promise<void> => {
      const rules = parties.flatMap(({ name, app }) => farEnd(app, faults[name]));
      await stage.sandbox.behaveOnly(rules, seed);
    },
    phase: async (what: string, seconds: number) => {
      const from = Date.now();
      say(`${what}, for ${seconds} s`);
      await pause(seconds * 1_000);
      return { from, to: Date.now() };
    },
    load: (): Promise<unknown> => {
      const drivers = parties.map(({ driver }) => driver.runUntil(over.signal));
      return (loading = Promise.all([...drivers, readAlong(archive, over.signal)]));
    },
    accounts: async (drainMs: number): Promise<Account[]> => {
      over.abort();
      await loading;
      return await accountsOf(parties, drainMs, say);
    },
  } satisfies Town & Record<string, unknown>;
}

const lookMs = 1_000;

async function accountsOf(parties: readonly Party[], drainMs: number, say: (line: string) => void): Promise<Account[]> {
  const began = performance.now();
  const drained = new Map<Party, number>();
  for (let waited = 0; drained.size < parties.length && waited <= drainMs; waited = performance.now() - began) {
    for (const party of parties) {
      if (drained.has(party) || !isThere(await party.verdict().catch(() => undefined))) continue;
      drained.set(party, performance.now() - began);
      say(`${party.name}: all there after ${Math.round(performance.now() - began)} ms`);
    }
    await pause(lookMs);
  }
  const accounts: Account[] = [];
  for (const party of parties) {
    const drainedMs = drained.get(party);
    const verdict = await party.verdict();
    const late = { invariant: 'I7', n: 1, text: `not everything had arrived after ${drainMs / 1_000} s` } as const;
    const findings = drainedMs === undefined ? [late, ...verdict.findings] : verdict.findings;
    const bound = takenUnheard(await party.ledgers());
    accounts.push({ name: party.name, verdict: { ...verdict, findings }, bound, drainedMs });
  }
  return accounts;
}

/** As they are reported. */
export function rowsOf(accounts: readonly Account[]): Row[] {
  return accounts.map(({ name, ...account }) => ({ fault: name, kills: 0, ...account }));
}

/** What may still come right is right. */
function isThere(verdict: Verdict | undefined): boolean {
  const unfinished = ['I1', 'I11', 'links'];
  return verdict !== undefined && !verdict.findings.some(({ invariant }) => unfinished.includes(invariant));
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
