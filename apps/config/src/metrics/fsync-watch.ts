import { askForFsync, type FsyncProof } from '@kochava-stream/messaging';
import { type Health, type Metrics } from '@kochava-stream/observability';
import { configMetrics } from './config-metrics.ts';

const everyMs = 30_000;

/** Asks every server again and again whether it syncs before it acknowledges: somebody may change its settings. */
export class FsyncWatch {
  readonly #proofs = new Map<string, FsyncProof>();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly urls: readonly string[],
    on: { metrics: Metrics; health: Health },
    ask = everyMs,
  ) {
    on.metrics.gauge(configMetrics.fsync, () =>
      this.#told().flatMap(([server, { always }]) =>
        always === undefined ? [] : [[{ server }, always ? 1 : 0] as const],
      ),
    );
    on.metrics.gauge(configMetrics.monitor, () =>
      this.#told().map(([server, { always }]) => [{ server }, always === undefined ? 0 : 1]),
    );
    if (urls.length > 0) on.health.check('fsync', () => this.#warning());
    this.#timer = setInterval(() => void this.#ask(), ask);
    void this.#ask();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #ask(): Promise<void> {
    await Promise.all(this.urls.map(async (url) => this.#proofs.set(url, await askForFsync(url))));
  }

  #told(): [server: string, proof: FsyncProof][] {
    return this.urls.flatMap((url) => {
      const proof = this.#proofs.get(url);
      return proof === undefined ? [] : [[new URL(url).host, proof]];
    });
  }

  #warning(): { warning: string } | undefined {
    const problems = this.#told().flatMap(([, proof]) => (proof.always === true ? [] : [proof.problem]));
    return problems.length === 0 ? undefined : { warning: problems.join('; ') };
  }
}
