import { type SyncConfig, type SyncSecrets } from '@kochava-stream/contracts';
import { watchConfig, watchSecrets, type ConfigView, type SecretsView } from '@kochava-stream/messaging';
import { type Health } from '@kochava-stream/observability';
import { Company } from './company.ts';
import { SyncDispatch, type Shared } from './sync/sync-dispatch.ts';
import { TestSends } from './test-sends/test-sends.ts';

export interface DispatcherOptions extends Omit<Shared, 'secrets'> {
  readonly health: Health;
  /** Connections to Kochava, shared by the enabled syncs. */
  readonly maxConnections: number;
  /** How often consumers that were gone and credentials that could not be read are looked for, ms. */
  readonly lookEveryMs?: number;
}

/**
 * Of messages that are being worked on, in all: memory must not grow with what waits in the stream. Half a second's work of
 * one process; with 64 MB everything took 13 % longer, because what is parsed and waits is moved about by the collector.
 */
const bytesInHand = 8 * 1024 * 1024;

/** Works on every sync that the configuration names, each for itself, and follows every change of it. */
export class Dispatcher {
  readonly #syncs = new Map<string, SyncDispatch>();
  readonly #look: NodeJS.Timeout;
  readonly #tests: TestSends;
  readonly #company: Company;
  #dispatchers = 1;
  #config: ConfigView | undefined;
  #secrets: SecretsView | undefined;
  #closing = false;

  private constructor(private readonly options: DispatcherOptions) {
    this.#company = new Company(options.nats, options);
    this.#tests = new TestSends({
      ...options,
      sync: (id) => this.#syncs.get(id)?.sync,
      secrets: (sync) => this.#secrets?.get(sync),
    });
    this.#look = setInterval(() => void this.#lookAgain(), options.lookEveryMs ?? 15_000);
    this.#look.unref();
    options.health.check('config', () =>
      this.#config?.ready() ? undefined : 'the configuration is not published yet',
    );
    options.health.check('syncs', () => this.#problems());
  }

  /** Resolves when the configuration has been read once. */
  static async open(options: DispatcherOptions): Promise<Dispatcher> {
    const dispatcher = new Dispatcher(options);
    await dispatcher.#watch();
    await dispatcher.#lookForTests();
    return dispatcher;
  }

  sync(id: string): SyncDispatch | undefined {
    return this.#syncs.get(id);
  }

  /** Finishes the calls under way, gives back the rest. */
  async close(drainMs: number): Promise<void> {
    this.#closing = true;
    clearInterval(this.#look);
    this.#config?.close();
    this.#secrets?.close();
    this.#company.close();
    await Promise.all([this.#tests, ...this.#syncs.values()].map((each) => each.close(drainMs)));
  }

  async #watch(): Promise<void> {
    const { nats, logger } = this.options;
    this.#secrets = await watchSecrets(nats, { logger, onChange: (sync) => this.#syncs.get(sync)?.secretsChanged() });
    this.#config = await watchConfig(nats, {
      logger,
      onChange: (change) => {
        if (change.kind === 'sync') this.#configure(change.id, change.sync);
        if (change.kind === 'ready') void this.#lookForTests();
      },
    });
  }

  #configure(id: string, sync: SyncConfig | undefined): void {
    if (this.#closing) return;
    const known = this.#syncs.get(id);
    if (sync?.delivery?.maxPerSecond !== undefined) this.#company.listen();
    if (sync === undefined) {
      this.#syncs.delete(id);
      void known?.close(0);
    } else if (known === undefined) {
      const secrets = (of: string): SyncSecrets | undefined => this.#secrets?.get(of);
      this.#syncs.set(id, new SyncDispatch({ ...this.options, secrets }, sync));
    } else {
      known.configure(sync);
    }
    this.#shareOut();
  }

  #shareOut(): void {
    const syncs = [...this.#syncs.values()];
    const enabled = Math.max(1, syncs.filter(({ sync }) => sync.status === 'enabled').length);
    const calls = Math.max(1, Math.floor(this.options.maxConnections / enabled));
    this.#dispatchers = this.#company.size;
    const share = { calls, bytes: Math.floor(bytesInHand / enabled), dispatchers: this.#dispatchers };
    for (const each of syncs) each.shareChanged(share);
  }

  async #lookForTests(): Promise<void> {
    try {
      await this.#tests.look();
    } catch (err) {
      this.options.logger.warn({ err }, 'cannot look for tests');
    }
  }

  async #lookAgain(): Promise<void> {
    if (this.#company.size !== this.#dispatchers) this.#shareOut();
    await this.#lookForTests();
    for (const sync of this.#syncs.values()) {
      try {
        sync.lookForCredentials();
        await sync.lookForConsumers();
      } catch (err) {
        this.options.logger.warn({ err, sync: sync.sync.id }, 'cannot look for its consumers and credentials');
      }
    }
  }

  #problems(): string | undefined {
    const problems = [...this.#syncs.values()].map((sync) => sync.problem).filter((problem) => problem !== undefined);
    return problems.length === 0 ? undefined : problems.join('; ');
  }
}
