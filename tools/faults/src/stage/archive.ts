import { type Call } from '../ledgers/call.ts';
import { type KochavaSandbox } from './sandbox.ts';

/** Kochava's ledger by app, read as it grows. */
export class Archive {
  readonly #calls = new Map<string, Call[]>();
  /** Calls that name no app of ours. */
  readonly strangers: Call[] = [];
  #reading: Promise<void> = Promise.resolve();

  constructor(private readonly sandbox: Pick<KochavaSandbox, 'newCalls'>) {}

  /** What the app got until now. */
  async callsOf(app: string): Promise<readonly Call[]> {
    await this.read();
    return this.#calls.get(app) ?? [];
  }

  /** From now on calls for the app are expected. */
  expect(app: string): void {
    this.#calls.set(app, []);
  }

  /** One at a time, so that no row is read twice. */
  read(): Promise<void> {
    const next = this.#reading.then(async () => {
      for (const { app, call } of await this.sandbox.newCalls()) {
        (this.#calls.get(app ?? '') ?? this.strangers).push(call);
      }
    });
    this.#reading = next.catch(() => undefined);
    return next;
  }
}
