import { SqlError } from './sql-error.ts';
import { View } from './view.ts';

export type Row = Readonly<Record<string, unknown>>;
/** Rows by their key; undefined = deleted. */
export type Changes = Map<string, Map<string, Row | undefined>>;

/** A transaction under way at the server. */
export interface Transaction {
  readonly id: number;
  /** When it began, ms since the epoch: what `now()` says. */
  readonly now: number;
  changes: Changes;
  readonly savepoints: Changes[];
  readonly locks: Set<string>;
  readonly advisory: Map<string, boolean>;
  failed: boolean;
  over: boolean;
  /** Waits for this one to end. */
  waitsFor: Transaction | undefined;
  readonly onEnd: (() => void)[];
}

/** Somebody else holds what the statement needs. */
export class Blocked extends Error {
  constructor(readonly by: Transaction) {
    super('blocked');
  }
}

export interface Result {
  readonly rows: Row[];
  readonly rowCount: number;
}

/** What a statement does: rows, or how many it changed. */
export type Statement = (view: View, values: never) => Row[] | number;

/**
 * Tables, transactions and locks as READ COMMITTED has them: a statement sees what is committed and its own transaction's
 * writes; who writes a row, or locks it, keeps others from it until the end.
 */
export class Engine {
  readonly #tables = new Map<string, Map<string, Row>>();
  readonly #locks = new Map<string, Transaction>();
  readonly #advisory = new Map<string, Set<Transaction>>();
  readonly #open = new Set<Transaction>();
  readonly #sequences = new Map<string, number>();
  #ids = 0;
  /** Told of every commit, with what it changed, before anybody can see it. */
  onCommit: (changes: Changes, before: (table: string, key: string) => Row | undefined) => void = () => undefined;

  constructor(
    private readonly clock: () => number,
    private readonly statements: ReadonlyMap<string, Statement>,
  ) {}

  begin(): Transaction {
    const transaction: Transaction = {
      ...{ id: (this.#ids += 1), now: this.clock(), changes: new Map(), savepoints: [] },
      ...{ locks: new Set(), advisory: new Map(), failed: false, over: false, waitsFor: undefined, onEnd: [] },
    };
    this.#open.add(transaction);
    return transaction;
  }

  /** @throws Blocked, SqlError */
  run(on: Transaction, name: string, values: readonly unknown[]): Result {
    const statement = this.statements.get(name);
    if (statement === undefined) throw new Error(`the model does not know the statement "${name}"`);
    const view = new View(this, on);
    const done = statement(view, values as never);
    view.keep();
    return typeof done === 'number' ? { rows: [], rowCount: done } : { rows: done, rowCount: done.length };
  }

  commit(transaction: Transaction): void {
    this.onCommit(transaction.changes, (table, key) => this.table(table).get(key));
    this.apply(transaction.changes);
    this.#end(transaction);
  }

  rollback(transaction: Transaction): void {
    if (!transaction.over) this.#end(transaction);
  }

  /** Everything that was not committed is gone. */
  crash(): void {
    for (const transaction of [...this.#open]) this.rollback(transaction);
  }

  apply(changes: Changes): void {
    for (const [name, rows] of changes) {
      const table = this.table(name);
      for (const [key, row] of rows) {
        if (row === undefined) table.delete(key);
        else table.set(key, row);
      }
    }
  }

  table(name: string): Map<string, Row> {
    let table = this.#tables.get(name);
    if (table === undefined) this.#tables.set(name, (table = new Map()));
    return table;
  }

  next(sequence: string): number {
    const value = (this.#sequences.get(sequence) ?? 0) + 1;
    this.#sequences.set(sequence, value);
    return value;
  }

  get now(): number {
    return this.clock();
  }

  holder(lock: string): Transaction | undefined {
    return this.#locks.get(lock);
  }

  hold(lock: string, transaction: Transaction): void {
    this.#locks.set(lock, transaction);
    transaction.locks.add(lock);
  }

  /** @throws Blocked */
  advise(key: string, transaction: Transaction, shared: boolean): void {
    const holders = this.#advisory.get(key) ?? new Set();
    this.#advisory.set(key, holders);
    for (const other of holders)
      if (other !== transaction && (!shared || other.advisory.get(key) === false)) throw new Blocked(other);
    holders.add(transaction);
    transaction.advisory.set(key, shared && transaction.advisory.get(key) !== false);
  }

  /** Waiting for `other` would never end. */
  wouldDeadlock(waiting: Transaction, other: Transaction): boolean {
    for (let each: Transaction | undefined = other; each !== undefined; each = each.waitsFor)
      if (each === waiting) return true;
    return false;
  }

  #end(transaction: Transaction): void {
    transaction.over = true;
    this.#open.delete(transaction);
    for (const lock of transaction.locks) this.#locks.delete(lock);
    for (const key of transaction.advisory.keys()) this.#advisory.get(key)?.delete(transaction);
    for (const tell of transaction.onEnd.splice(0)) tell();
  }
}

export function duplicateKey(table: string): SqlError {
  return new SqlError('23505', `duplicate key value violates unique constraint of ${table}`);
}
