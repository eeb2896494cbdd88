import { Blocked, type Changes, type Engine, type Row, type Transaction } from './engine.ts';

/** What one statement sees and does; kept when it has ended well. */
export class View {
  readonly #changes: Changes = new Map();

  constructor(
    private readonly engine: Engine,
    private readonly transaction: Transaction,
  ) {}

  /** When the transaction began. */
  get now(): number {
    return this.transaction.now;
  }

  get clock(): number {
    return this.engine.now;
  }

  get(table: string, key: string): Row | undefined {
    for (const changes of [this.#changes, this.transaction.changes]) {
      const rows = changes.get(table);
      if (rows?.has(key) === true) return rows.get(key);
    }
    return this.engine.table(table).get(key);
  }

  rows(table: string): [string, Row][] {
    const all = new Map<string, Row | undefined>(this.engine.table(table));
    for (const changes of [this.transaction.changes, this.#changes])
      for (const [key, row] of changes.get(table) ?? []) all.set(key, row);
    return [...all].filter((entry): entry is [string, Row] => entry[1] !== undefined);
  }

  /** Nobody else writes the row until the end of the transaction. @throws Blocked */
  lock(table: string, key: string): void {
    const lock = `${table}\n${key}`;
    const holder = this.engine.holder(lock);
    if (holder !== undefined && holder !== this.transaction) throw new Blocked(holder);
    this.engine.hold(lock, this.transaction);
  }

  /** FOR UPDATE SKIP LOCKED. */
  tryLock(table: string, key: string): boolean {
    try {
      this.lock(table, key);
      return true;
    } catch (error) {
      if (error instanceof Blocked) return false;
      throw error;
    }
  }

  /** @throws Blocked */
  set(table: string, key: string, row: Row | undefined): void {
    this.lock(table, key);
    const rows = this.#changes.get(table) ?? new Map<string, Row | undefined>();
    this.#changes.set(table, rows.set(key, row));
  }

  /** ON CONFLICT DO NOTHING: whether there was none. @throws Blocked */
  insert(table: string, key: string, row: Row): boolean {
    this.lock(table, key);
    if (this.get(table, key) !== undefined) return false;
    this.set(table, key, row);
    return true;
  }

  next(sequence: string): number {
    return this.engine.next(sequence);
  }

  /** @throws Blocked */
  advise(key: string, shared = false): void {
    this.engine.advise(key, this.transaction, shared);
  }

  /** What the statement did is the transaction's now. */
  keep(): void {
    for (const [table, rows] of this.#changes) {
      const kept = this.transaction.changes.get(table) ?? new Map<string, Row | undefined>();
      this.transaction.changes.set(table, kept);
      for (const [key, row] of rows) kept.set(key, row);
    }
  }

  /** As if it were another transaction's, committed at once: what a fault of the product would do. */
  escape(): void {
    this.engine.apply(this.#changes);
    this.#changes.clear();
  }
}
