import {
  decode,
  deadLetters,
  dispatchLinks,
  outcomeCounts,
  outcomeDeletions,
  receivedInstalls,
  type DeadLetter,
  type DispatchEntry,
  type LinkCommand,
  type LinkRequest,
  type Outcome,
  type OutcomeDeletion,
  type ReceivedInstall,
  type SyncConfig,
} from '@kochava-stream/contracts';
import { createLogger } from '@kochava-stream/observability';
import { Forgotten, migrate, openDatabase, type Database, type Tx } from '@kochava-stream/persistence';
import { noTraces, type Context, type Outgoing } from '@kochava-stream/shards';
import { aLinkRequest, anInstall, anOutcome, aSync, type TestPostgres } from '@kochava-stream/testing';
import { ConfirmedCache } from './confirmed-cache.ts';
import { dueWork } from './due.ts';
import { type Fact } from './facts.ts';
import { handler } from './handle.ts';
import { LinksOnTheirWay } from './links-on-their-way.ts';
import { confirmationCounter } from './store/confirmation-counts.ts';
import { rebuild, type Rebuilt } from './rebuild.ts';

export const shards = 4;
export const start = 1_795_437_300_000;
const logger = createLogger({ service: 'spec', level: 'silent' });

/** Runs inside a transaction, before it commits. */
type Inside = (tx: Tx) => Promise<unknown>;

/** The linker's handler and its look for due work on a real database, with a clock that the test moves. */
export class Desk {
  now = start;
  readonly links: (DispatchEntry & { sync: string })[] = [];
  readonly dead: DeadLetter[] = [];
  readonly counts = new Map<string, number>();
  /** Installs that other devices' shards hear of. */
  readonly installs: (ReceivedInstall & { shard: number })[] = [];
  /** What deletions have done. */
  readonly answers: OutcomeDeletion[] = [];
  ready = true;
  #syncs = new Map<string, SyncConfig>();
  readonly handle;
  readonly #due;

  private constructor(
    readonly url: string,
    readonly db: Database,
    readonly confirmed = new ConfirmedCache(),
  ) {
    const syncs = {
      ready: () => this.ready,
      sync: (id: string) => this.#syncs.get(id),
      all: () => [...this.#syncs.values()],
    };
    const onTheirWay = new LinksOnTheirWay();
    this.handle = handler({
      syncs,
      shards,
      confirmed,
      forgotten: new Forgotten(),
      onSaved: confirmationCounter(shards, () => undefined),
      onTheirWay,
    });
    this.#due = dueWork({ syncs, shards, onTheirWay });
    this.syncs = syncs;
  }

  readonly syncs;

  static async open(postgres: TestPostgres, ...syncs: SyncConfig[]): Promise<Desk> {
    const url = await postgres.freshDatabase();
    await migrate({ url, schema: 'linker' });
    const desk = new Desk(url, await openDatabase({ url, schema: 'linker', poolSize: 6, logger }));
    for (const sync of syncs.length > 0 ? syncs : [aSync()]) desk.configure(sync);
    return desk;
  }

  /** Another worker on the same database. */
  async twin(): Promise<Desk> {
    const { url } = this;
    const twin = new Desk(url, await openDatabase({ url, schema: 'linker', poolSize: 6, logger }));
    twin.#syncs = this.#syncs;
    return twin;
  }

  configure(sync: SyncConfig): void {
    this.#syncs.set(sync.id, sync);
  }

  remove(sync: string): void {
    this.#syncs.delete(sync);
  }

  async tell(facts: readonly Fact[], inside?: Inside): Promise<void> {
    await this.run(async (tx, context) => await this.handle([facts], tx, context), inside);
  }

  /** Looks for due work until there is none, in the given shards. */
  async look(owned: readonly number[] = [0, 1, 2, 3]): Promise<void> {
    for (let again = true; again;) {
      await this.run(async (tx, context) => {
        const due = await this.#due(tx, owned, context);
        again = due.again;
        return due.outgoing;
      });
    }
  }

  /** A transaction; what it decided counts when it has committed. */
  async run(work: (tx: Tx, context: Context) => Promise<Outgoing[]>, inside?: Inside): Promise<void> {
    const context = { now: this.now, newId: () => crypto.randomUUID(), traces: noTraces };
    const outgoing = await this.db.transaction(async (tx) => {
      const decided = await work(tx, context);
      await inside?.(tx);
      return decided;
    });
    for (const message of outgoing) this.#take(message);
  }

  async rebuild(check: boolean): Promise<Rebuilt> {
    return await rebuild({ db: this.db, shards, check, step: 3 });
  }

  async holds(): Promise<{ state: string; due_at: number | null; properties: Record<string, { value: string }> }[]> {
    return await this.db.query('holds', 'SELECT state, due_at, properties FROM hold ORDER BY kochava_device_id');
  }

  async facts(): Promise<string[]> {
    const rows = await this.db.query<{ type: string }>('facts', 'SELECT type FROM event ORDER BY seq');
    return rows.map(({ type }) => type);
  }

  n(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  async close(): Promise<void> {
    await this.db.close();
  }

  #take({ contract, to, bytes }: Outgoing): void {
    if (contract.name === dispatchLinks.name) {
      const { sync } = to as { sync: string };
      for (const entry of decode(dispatchLinks, bytes).entries) this.links.push({ ...entry, sync });
    } else if (contract.name === deadLetters.name) this.dead.push(decode(deadLetters, bytes));
    else if (contract.name === receivedInstalls.name) {
      const { shard } = to as { shard: number };
      for (const install of decode(receivedInstalls, bytes).installs) this.installs.push({ ...install, shard });
    } else if (contract.name === outcomeDeletions.name) this.answers.push(decode(outcomeDeletions, bytes));
    else {
      for (const { what, reason, n } of decode(outcomeCounts, bytes).counts) {
        for (const key of [what, `${what} ${reason}`]) this.counts.set(key, this.n(key) + n);
      }
    }
  }
}

export const requested = (given: Partial<LinkRequest> = {}): Fact => ({
  type: 'request',
  request: aLinkRequest({ requestedAt: start - 100, ...given }),
});

/** An event of the device was accepted. */
export function accepted(given: Partial<Outcome> = {}): Fact {
  const { sync, kochavaDeviceId, ids, acceptedAt } = anOutcome(given);
  return { type: 'device-confirmed', sync, kochavaDeviceId, ids, by: 'event', acceptedAt };
}

/** A postback; without a device if `kochavaDeviceId` is null. */
export function installed(given: Partial<ReceivedInstall> = {}): Fact {
  const { sync, kochavaDeviceId, ids, source: by } = anInstall(given);
  if (kochavaDeviceId === null) return { type: 'ids-confirmed', sync, ids, by };
  return { type: 'device-confirmed', sync, kochavaDeviceId, ids, by };
}

/** How Kochava answered to a link. */
export function answered(entry: DispatchEntry & { sync: string }, given: Partial<Outcome> = {}): Fact {
  const { id, project, sync, syncVersion, kochavaDeviceId, ids, acceptedAt, properties } = entry;
  const of = { id, project, sync, syncVersion, kochavaDeviceId, ids, acceptedAt };
  const outcome = anOutcome({ ...of, kind: 'link', at: start, ...given });
  return { type: 'link-ended', outcome: properties === undefined ? outcome : { ...outcome, properties } };
}

let orders = 0;
/** Somebody wants something of device d-1. */
export function ordered(order: LinkCommand['order'], given: Partial<LinkCommand> = {}): Fact {
  const of = { project: 'project-1', sync: 'sync-1', kochavaDeviceId: 'd-1' };
  const asked = { id: `order-${(orders += 1)}`, at: start, who: 'ada', why: 'the postback was lost' };
  return { type: 'command', command: { ...of, ...asked, order, ...given } };
}
