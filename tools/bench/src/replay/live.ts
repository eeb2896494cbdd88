import { type LedgerRow, type Sandbox } from '@kochava-stream/kochava-sandbox';
import { Latencies, type Summary } from '../latencies.ts';

/** Events that go on coming, one upload each, while something else happens; and how long each takes to Kochava. */
export class LiveTraffic {
  readonly #sentAt = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #n = 0;
  #refused = 0;

  constructor(
    private readonly to: { ingest: string; apiKey: string; sandbox: Sandbox },
    perSecond: number,
  ) {
    this.#timer = setInterval(() => void this.#send(), 1000 / perSecond);
  }

  /** How many were sent so far: where a period begins or ends. */
  mark(): number {
    return this.#n;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** From the upload to Kochava's answer, ms, of those sent between two marks; what is missing is said too. */
  between(first: number, last: number): Summary & { missing: number } {
    const latencies = new Latencies();
    let found = 0;
    for (const row of this.to.sandbox.requests()) {
      const device = deviceIn(row);
      const n = Number(/^live-(\d+)$/.exec(device)?.[1] ?? -1);
      if (!row.accepted || n < first || n >= last) continue;
      found += 1;
      latencies.add((row.endedAt ?? Infinity) - (this.#sentAt.get(device) ?? 0));
    }
    return { ...latencies.summary(), missing: last - first - found };
  }

  get refused(): number {
    return this.#refused;
  }

  async #send(): Promise<void> {
    const n = this.#n;
    this.#n += 1;
    const device = `live-${n}`;
    const idfv = `BCCE52E7-0000-4000-9000-${String(n).padStart(12, '0')}`;
    const events = [
      { event_type: 'Purchase', device_id: device, insert_id: device, idfv, platform: 'iOS', ip: '203.0.113.7' },
    ];
    this.#sentAt.set(device, Date.now());
    const body = JSON.stringify({ api_key: this.to.apiKey, events });
    const reply = await fetch(`${this.to.ingest}/2/httpapi`, { method: 'POST', body }).catch(() => undefined);
    if (reply?.status !== 200) this.#refused += 1;
    await reply?.arrayBuffer();
  }
}

/** The kochava_device_id of a request; '' = it has none. */
export function deviceIn({ body }: LedgerRow): string {
  return (body as { kochava_device_id?: string } | null)?.kochava_device_id ?? '';
}
