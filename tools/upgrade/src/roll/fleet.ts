import { join } from 'node:path';
import { startServiceProcess, type ServiceName, type ServiceProcess } from '@kochava-stream/all-in-one';
import { type Tree } from '../tree/tree.ts';
import { Gate } from './gate.ts';

export interface FleetOptions {
  readonly envs: Readonly<Record<ServiceName, Record<string, string>>>;
  readonly replicas: number;
  readonly logDir: string;
  /** From leaving the endpoints to SIGTERM, as `preStopSeconds` of the chart. */
  readonly preStopMs: number;
}

/** How one process took the place of another one. */
export interface Replacement {
  readonly service: ServiceName;
  /** From its start to ready, ms. */
  readonly readyMs: number;
  /** From SIGTERM to its end, ms. */
  readonly endedMs: number;
  /** Of the process that left. */
  readonly exitCode: number;
}

/** A process did not end by itself after SIGTERM, or not well. */
export class EndedBadly extends Error {
  override readonly name = 'EndedBadly';
}

/** Two, or as many as wanted, processes of each service, each service behind an address of its own. */
export class Fleet {
  readonly #running = new Map<ServiceName, ServiceProcess[]>();
  readonly #gates = new Map<ServiceName, Gate>();
  #started = 0;

  constructor(private readonly options: FleetOptions) {}

  /** The service's address, the same through every replacement. */
  url(name: ServiceName): string {
    return this.#gate(name).url;
  }

  async start(name: ServiceName, tree: Tree): Promise<void> {
    this.#gates.set(name, await Gate.open());
    const all = Array.from({ length: this.options.replicas }, () => this.#launch(name, tree));
    this.#running.set(name, await Promise.all(all));
  }

  /** Replaces every process of a service by one of the tree, one at a time: none goes before the new one is ready. */
  async roll(name: ServiceName, tree: Tree, done: (replacement: Replacement) => void): Promise<void> {
    for (const old of [...(this.#running.get(name) ?? [])]) {
      const began = performance.now();
      const fresh = await this.#launch(name, tree);
      const readyMs = performance.now() - began;
      this.#running.set(name, [...(this.#running.get(name) ?? []).filter((each) => each !== old), fresh]);
      done({ service: name, readyMs, ...(await this.#dismiss(name, old)) });
    }
  }

  /** Stops everything, without ceremony. */
  async close(): Promise<void> {
    for (const gate of this.#gates.values()) await gate.close();
    await Promise.all([...this.#running.values()].flat().map((process) => process.stop()));
  }

  async #launch(name: ServiceName, tree: Tree): Promise<ServiceProcess> {
    const { envs, logDir } = this.options;
    const logFile = join(logDir, `${String((this.#started += 1)).padStart(2, '0')}-${name}.log`);
    const process = await startServiceProcess({ name, env: envs[name], logFile, tree: tree.root });
    this.#gate(name).add(process.url);
    return process;
  }

  async #dismiss(name: ServiceName, old: ServiceProcess): Promise<Pick<Replacement, 'endedMs' | 'exitCode'>> {
    this.#gate(name).remove(old.url);
    await new Promise((resolve) => setTimeout(resolve, this.options.preStopMs));
    if (!old.running()) throw new EndedBadly(`${name} ended before it was told to`);
    const began = performance.now();
    await old.stop();
    return { endedMs: performance.now() - began, exitCode: await old.ended() };
  }

  #gate(name: ServiceName): Gate {
    const gate = this.#gates.get(name);
    if (gate === undefined) throw new Error(`${name} has not been started`);
    return gate;
  }
}
