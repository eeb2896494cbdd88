import { type Process } from '../kernel/process.ts';
import { type Scheduler } from '../kernel/scheduler.ts';
import { Backend, type Client } from './backend.ts';
import { type Engine } from './engine.ts';

/** How often what goes wrong goes wrong by itself, per statement. */
export interface Troubles {
  /** The connection breaks before the statement, or after it and before the answer. */
  readonly breaks: number;
  /** Postgres refuses it for now: a deadlock, a serialization failure, too many connections. */
  readonly refuses: number;
}

/** A Postgres server with one database. */
export class PostgresServer {
  readonly #clients = new Set<Client>();
  #up = true;
  #stalledUntil = 0;

  constructor(
    readonly scheduler: Scheduler,
    /** By the name of their schema. */
    readonly engines: ReadonlyMap<string, Engine>,
    public troubles: Troubles,
  ) {}

  get isUp(): boolean {
    return this.#up;
  }

  get stalledUntil(): number {
    return this.#stalledUntil;
  }

  stall(ms: number): void {
    this.#stalledUntil = Math.max(this.#stalledUntil, this.scheduler.now + ms);
  }

  connect(process: Process, schema: string): Client {
    const engine = this.engines.get(schema);
    if (engine === undefined) throw new Error(`there is no schema ${schema}`);
    const client = new Backend(this, engine, process);
    this.#clients.add(client);
    return client;
  }

  gone(client: Client): void {
    this.#clients.delete(client);
  }

  /** kill -9, and up again after a while: what was committed stays. */
  crash(downMs: number): void {
    if (!this.#up) return;
    this.#up = false;
    this.scheduler.note('the database is killed');
    for (const client of [...this.#clients]) client.cut();
    for (const engine of this.engines.values()) engine.crash();
    this.scheduler.planServer(downMs, () => {
      this.#up = true;
      this.scheduler.note('the database is back');
    });
  }

  /** One connection breaks. */
  cutOne(): void {
    const clients = [...this.#clients];
    if (clients.length > 0) this.scheduler.random.pick(clients).cut();
  }
}
