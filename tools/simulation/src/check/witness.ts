import { type Changes, type Row } from '../postgres/engine.ts';
import { type Lease } from '../postgres/statements/leases.ts';
import { type OutboxRow } from '../postgres/statements/outbox.ts';

interface Step {
  readonly from: number;
  readonly to: number;
  readonly epoch: number;
}

/** Sees every commit of a schema: how positions move, what is to be sent in which order. */
export class Witness {
  readonly findings: string[] = [];
  /** Ids of outbox rows, by shard and subject, in the order of their commits. */
  readonly sent = new Map<string, string[]>();
  /** Every row that was ever committed, by its id. */
  readonly rows = new Map<string, OutboxRow>();
  readonly #steps = new Map<string, Step[]>();

  constructor(private readonly schema: string) {}

  /** Told before the commit is seen by others. */
  readonly commits = (changes: Changes, before: (table: string, key: string) => Row | undefined): void => {
    for (const [key, row] of changes.get('lease') ?? [])
      this.#lease(key, row as Lease | undefined, before('lease', key) as Lease | undefined);
    const fresh = [...(changes.get('outbox') ?? [])].flatMap(([key, row]) =>
      row === undefined || before('outbox', key) !== undefined ? [] : [row as OutboxRow],
    );
    for (const row of fresh.sort((a, b) => a.seq - b.seq)) this.#row(row);
  };

  #row(row: OutboxRow): void {
    if (this.rows.has(row.id)) this.findings.push(`${this.schema}: outbox row ${row.id} was committed twice`);
    this.rows.set(row.id, row);
    for (const shard of row.shards) {
      const place = `${row.consumer} ${shard} ${row.subject}`;
      const ids = this.sent.get(place) ?? [];
      this.sent.set(place, ids);
      ids.push(row.id);
    }
  }

  #lease(key: string, after: Lease | undefined, before: Lease | undefined): void {
    if (after === undefined) return this.#find(key, 'its lease is deleted');
    if (before === undefined) return;
    for (const what of wrongIn(before, after)) this.#find(key, what);
    if (after.last_seq !== before.last_seq) this.#moved(key, before, after);
  }

  #moved(key: string, before: Lease, after: Lease): void {
    const steps = this.#steps.get(key) ?? [];
    this.#steps.set(key, steps);
    const last = steps.at(-1);
    const step = { from: before.last_seq, to: after.last_seq, epoch: after.epoch };
    if (last !== undefined && last.to !== step.from)
      this.#find(key, `positions ${last.to} to ${step.from} were committed by nobody`);
    if (last !== undefined && last.epoch > step.epoch)
      this.#find(key, `epoch ${step.epoch} commits after epoch ${last.epoch}`);
    steps.push(step);
  }

  #find(key: string, what: string): void {
    this.findings.push(`${this.schema}: ${key}: ${what}`);
  }
}

/** What no commit may do to a lease. */
function wrongIn(before: Lease, after: Lease): string[] {
  const { epoch, owner, last_seq: position } = after;
  const isTaken = epoch !== before.epoch;
  const rules: [boolean, string][] = [
    [epoch < before.epoch, `its epoch falls from ${before.epoch} to ${epoch}`],
    [owner !== null && owner !== before.owner && !isTaken, 'another owner has the same epoch'],
    [position < before.last_seq, `its position falls from ${before.last_seq} to ${position}`],
    [
      isTaken && position !== before.last_seq,
      `its position moves from ${before.last_seq} to ${position} with a new owner`,
    ],
  ];
  return rules.filter(([isWrong]) => isWrong).map(([, what]) => what);
}
