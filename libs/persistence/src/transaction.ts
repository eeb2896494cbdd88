import { type PoolClient, type QueryResult } from 'pg';
import { classified, CommitUnknown, ConnectionLost, isOutdatedPlan, StatementFailed } from './errors.ts';

/** Where statements run. Statements are prepared once per connection under their name. */
export interface Queryable {
  /** The rows. `name` is the statement's own: one name, one text. @throws StatementFailed, ConnectionLost */
  query<R extends object>(name: string, text: string, params?: readonly unknown[]): Promise<R[]>;
  /** How many rows the statement changed. @throws StatementFailed, ConnectionLost */
  execute(name: string, text: string, params?: readonly unknown[]): Promise<number>;
}

/** A transaction under way. Statements run one after the other, also when they are asked for at once. */
export interface Tx extends Queryable {
  /** What `run` did is undone if it throws, and only that; the error goes on. */
  savepoint<T>(run: () => Promise<T>): Promise<T>;
}

/** Told when a statement begins; what it returns is told when it has ended. */
export type StatementSpan = (name: string) => (error?: Error) => void;

/** The body of a transaction went on after its end: a promise was not awaited. */
export class TransactionOver extends Error {
  override readonly name = 'TransactionOver';
  constructor(statement: string) {
    super(`${statement} came after the end of its transaction: a promise was not awaited`);
  }
}

/** One transaction on one client. */
export class Transaction implements Tx {
  readonly #client: PoolClient;
  #tail: Promise<unknown> = Promise.resolve();
  #over = false;
  #broken = false;
  #outdated = false;
  #failure: Error | undefined;
  readonly #onBreak = () => {
    this.#broken = true;
  };

  constructor(
    client: PoolClient,
    private readonly statements?: StatementSpan,
  ) {
    this.#client = client;
    client.on('error', this.#onBreak);
    client.on('end', this.#onBreak);
  }

  async query<R extends object>(name: string, text: string, params: readonly unknown[] = []): Promise<R[]> {
    return (await this.#inTurn(name, { name, text, values: [...params] })).rows as R[];
  }

  async execute(name: string, text: string, params: readonly unknown[] = []): Promise<number> {
    return (await this.#inTurn(name, { name, text, values: [...params] })).rowCount ?? 0;
  }

  async savepoint<T>(run: () => Promise<T>): Promise<T> {
    await this.#inTurn('savepoint', { text: 'SAVEPOINT part' });
    try {
      const result = await run();
      await this.#inTurn('release savepoint', { text: 'RELEASE SAVEPOINT part' });
      return result;
    } catch (error) {
      const failure = this.#failure ?? error;
      await this.#inTurn('rollback to savepoint', { text: 'ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part' });
      this.#failure = undefined;
      throw failure;
    }
  }

  async begin(): Promise<void> {
    await this.#send('begin', { text: 'BEGIN' });
  }

  /** @throws CommitUnknown, or the failure of a statement that the body had swallowed */
  async commit(): Promise<void> {
    await this.#end();
    if (this.#failure !== undefined) throw this.#failure;
    let done: QueryResult;
    try {
      done = await this.#send('commit', { text: 'COMMIT' });
    } catch (error) {
      // A shutdown (class 57) may be told after the commit record was written.
      if (error instanceof StatementFailed && !error.code.startsWith('57')) throw error;
      throw new CommitUnknown(error);
    }
    if (done.command !== 'COMMIT') throw new Error('Postgres rolled the transaction back at COMMIT');
  }

  /** The connection has statements prepared that a migration made useless: it must not be used again. */
  get outdated(): boolean {
    return this.#outdated;
  }

  /** Ends the transaction; false = the connection must not be used again. Never throws. */
  async rollback(): Promise<boolean> {
    await this.#end();
    if (this.#broken) return false;
    try {
      await this.#send('rollback', { text: 'ROLLBACK' });
      return !this.#outdated;
    } catch {
      return false;
    }
  }

  /** The failure that made the rest fail: what Postgres said first tells more than what the body made of it. */
  cause(error: unknown): unknown {
    if (error instanceof CommitUnknown) return error;
    if (this.#failure !== undefined) return this.#failure;
    return this.#broken ? new ConnectionLost('a transaction ran', error) : error;
  }

  detach(): void {
    this.#client.off('error', this.#onBreak);
    this.#client.off('end', this.#onBreak);
  }

  async #end(): Promise<void> {
    this.#over = true;
    await this.#tail.catch(() => undefined);
  }

  #inTurn(name: string, statement: { name?: string; text: string; values?: unknown[] }): Promise<QueryResult> {
    if (this.#over) return Promise.reject(new TransactionOver(name));
    const sent = this.#tail.then(
      () => this.#send(name, statement),
      () => this.#send(name, statement),
    );
    this.#tail = sent;
    return sent;
  }

  async #send(name: string, statement: { name?: string; text: string; values?: unknown[] }): Promise<QueryResult> {
    const ended = this.statements?.(name);
    try {
      const result = await this.#client.query(statement);
      ended?.();
      return result;
    } catch (error) {
      const failure = classified(name, error, this.#broken);
      ended?.(failure);
      if (failure instanceof ConnectionLost) this.#broken = true;
      if (isOutdatedPlan(failure)) this.#outdated = true;
      // A driver error that never reached the server leaves the transaction usable.
      if (failure instanceof StatementFailed || this.#broken) this.#failure ??= failure;
      throw failure;
    }
  }
}
