import { EventEmitter } from 'node:events';
import { type Process } from '../kernel/process.ts';
import { Blocked, type Engine, type Result, type Transaction } from './engine.ts';
import { type PostgresServer } from './server.ts';
import { SqlError } from './sql-error.ts';

export interface Asked {
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
}

export type Answer = Result & { readonly command: string };

/** As the driver's client is, and the server's side of it. */
export interface Client extends EventEmitter {
  readonly isOpen: boolean;
  query(asked: Asked): Promise<Answer>;
  end(): Promise<void>;
  /** The connection breaks: nobody knows what became of what was under way. */
  cut(): void;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

const usualMs = [0.1, 1.2] as const;
const slowMs = [10, 120] as const;
const slow = 0.02;
const lockTimeoutMs = 2_000;
const refusals = ['40001', '40P01', '53300', '57014'];
const nothing: Result = { rows: [], rowCount: 0 };

/** One connection. */
export class Backend extends EventEmitter implements Client {
  #open = true;
  #transaction: Transaction | undefined;
  #waiting: Waiting | undefined;

  constructor(
    private readonly server: PostgresServer,
    private readonly engine: Engine,
    private readonly process: Process,
  ) {
    super();
    // A client that died: the server finds the connection closed.
    process.onDeath(() => this.server.scheduler.planServer(this.#latency(), () => this.#close()));
  }

  get isOpen(): boolean {
    return this.#open;
  }

  query(asked: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (!this.#open || !this.server.isUp) return reject(broken());
      if (this.#isPointOfDeath()) return;
      this.#waiting = { resolve, reject };
      const { scheduler, stalledUntil } = this.server;
      const arrives = Math.max(scheduler.now + this.#latency(), stalledUntil);
      scheduler.planServer(arrives - scheduler.now, () => this.#arrived(asked));
    });
  }

  end(): Promise<void> {
    this.#close();
    return Promise.resolve();
  }

  cut(): void {
    if (!this.#open) return;
    const waiting = this.#waiting;
    this.#close();
    const { scheduler } = this.server;
    scheduler.note(`${this.process.name} loses a connection to the database`);
    scheduler.planReply(this.process, scheduler.random.between(0.1, 5), () => {
      this.emit('end');
      waiting?.reject(broken());
    });
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#waiting = undefined;
    this.server.gone(this);
    if (this.#transaction !== undefined) this.engine.rollback(this.#transaction);
  }

  #arrived(asked: Asked): void {
    if (!this.#open) return;
    const { random } = this.server.scheduler;
    const { breaks, refuses } = this.server.troubles;
    const dice = random.next();
    if (dice < breaks / 2) return this.cut();
    const [verb = ''] = asked.text.trimStart().split(/[\s;]/, 1);
    if (asked.name !== undefined && dice > 1 - refuses) {
      if (this.#transaction !== undefined) this.#transaction.failed = true;
      return this.#fail(new SqlError(random.pick(refusals), 'not now'));
    }
    this.#run(asked, verb.toUpperCase(), this.server.scheduler.now);
    if (this.#open && dice < breaks) this.cut();
  }

  #run(asked: Asked, verb: string, since: number): void {
    try {
      const result =
        asked.name === undefined ? this.#control(asked.text, verb) : this.#statement(asked.name, asked.values ?? []);
      this.#answer({ command: verb, ...result });
    } catch (error) {
      if (error instanceof Blocked) return this.#wait(error.by, () => this.#run(asked, verb, since), since);
      if (this.#transaction !== undefined) this.#transaction.failed = true;
      if (!(error instanceof SqlError)) throw error;
      this.#fail(error);
    }
  }

  #control(text: string, verb: string): Result & { command?: string } {
    const { engine } = this;
    if (verb === 'BEGIN') {
      this.#transaction = engine.begin();
      return nothing;
    }
    const transaction = this.#transaction;
    if (transaction === undefined) throw new SqlError('25P01', 'there is no transaction in progress');
    if (verb === 'SAVEPOINT') transaction.savepoints.push(copied(transaction));
    else if (text.startsWith('ROLLBACK TO')) {
      transaction.changes = transaction.savepoints.pop() ?? new Map();
      transaction.failed = false;
    } else if (verb === 'RELEASE') transaction.savepoints.pop();
    else {
      this.#transaction = undefined;
      if (verb !== 'COMMIT' || transaction.failed) {
        engine.rollback(transaction);
        return { ...nothing, command: 'ROLLBACK' };
      }
      engine.commit(transaction);
    }
    return nothing;
  }

  #statement(name: string, values: readonly unknown[]): Result {
    const { engine } = this;
    if (this.#transaction?.failed === true) throw new SqlError('25P02', 'current transaction is aborted');
    if (this.#transaction !== undefined) return engine.run(this.#transaction, name, values);
    const alone = engine.begin();
    try {
      const result = engine.run(alone, name, values);
      engine.commit(alone);
      return result;
    } catch (error) {
      engine.rollback(alone);
      throw error;
    }
  }

  #wait(other: Transaction, again: () => void, since: number): void {
    const { scheduler } = this.server;
    const { engine } = this;
    const mine = this.#transaction;
    if (mine !== undefined && engine.wouldDeadlock(mine, other)) {
      mine.failed = true;
      return this.#fail(new SqlError('40P01', 'deadlock detected'));
    }
    let settled = false;
    const once = (then: () => void) => (): void => {
      if (settled || !this.#open) return;
      settled = true;
      if (mine !== undefined) mine.waitsFor = undefined;
      then();
    };
    if (mine !== undefined) mine.waitsFor = other;
    other.onEnd.push(() => scheduler.planServer(0, once(again)));
    const timedOut = (): void => {
      if (mine !== undefined) mine.failed = true;
      this.#fail(new SqlError('55P03', 'canceling statement due to lock timeout'));
    };
    scheduler.planServer(since + lockTimeoutMs - scheduler.now, once(timedOut));
  }

  #answer(answer: Answer): void {
    this.#settle((waiting) => waiting.resolve(answer));
  }

  #fail(error: Error): void {
    this.#settle((waiting) => waiting.reject(error));
  }

  #settle(end: (waiting: Waiting) => void): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.server.scheduler.planReply(this.process, this.#latency() / 2, () => {
      if (this.#waiting !== waiting) return;
      this.#waiting = undefined;
      end(waiting);
    });
  }

  #isPointOfDeath(): boolean {
    const { process } = this;
    process.points += 1;
    if (process.points === process.diesAt)
      this.server.scheduler.kill(process, `asking the database, at await ${process.points}`);
    return !process.alive;
  }

  #latency(): number {
    const { random } = this.server.scheduler;
    return random.chance(slow) ? random.between(...slowMs) : random.between(...usualMs);
  }
}

function copied({ changes }: Transaction): Transaction['changes'] {
  return new Map([...changes].map(([table, rows]) => [table, new Map(rows)]));
}

/** As the driver says it. */
function broken(): Error {
  return new Error('Connection terminated unexpectedly');
}
