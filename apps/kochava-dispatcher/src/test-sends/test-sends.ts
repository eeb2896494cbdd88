import {
  ContractError,
  decode,
  dispatchTests,
  outcomeTests,
  type DispatchTest,
  type OutcomeTest,
  type SyncConfig,
  type SyncSecrets,
} from '@kochava-stream/contracts';
import { endpoints } from '@kochava-stream/kochava';
import {
  consumeDurable,
  hasTestConsumer,
  publish,
  testConsumerName,
  type Delivered,
  type DurableConsumer,
  type Handled,
  type Nats,
} from '@kochava-stream/messaging';
import { type Logger } from '@kochava-stream/observability';
import { type KochavaClient } from '../kochava/kochava-client.ts';
import { type KeyRing } from '../secrets.ts';
import { callKochava } from '../sync/calling.ts';
import { signing } from '../sync/signing.ts';

export interface TestSendsOptions {
  readonly nats: Nats;
  readonly client: KochavaClient;
  readonly ring: KeyRing;
  readonly sync: (id: string) => SyncConfig | undefined;
  readonly secrets: (sync: string) => SyncSecrets | undefined;
  readonly logger: Logger;
  readonly now: () => number;
}

const excerptLength = 1_000;
/** Nobody waits for the answer longer. */
const answerMs = 10_000;

/**
 * Makes the calls that somebody asks for by hand, one attempt each, beside the lanes of the syncs: they wait for no gate, and
 * nothing of them is counted, retried or taken for a confirmation. A call that may have been made is never made again.
 */
export class TestSends {
  #consumer: DurableConsumer | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(private readonly options: TestSendsOptions) {}

  /** Begins to take tests, if there is something to take them from. */
  look(): Promise<void> {
    const looked = this.#looking.then(() => this.#open());
    this.#looking = looked.catch(() => undefined);
    return looked;
  }

  async close(drainMs: number): Promise<void> {
    this.#closed = true;
    await this.#looking;
    await this.#consumer?.close(drainMs);
  }

  async #open(): Promise<void> {
    if (this.#closed || (this.#consumer !== undefined && this.#consumer.lost === undefined)) return;
    const { nats, logger } = this.options;
    if (!(await hasTestConsumer(nats))) return;
    this.#consumer = consumeDurable(nats, {
      stream: dispatchTests.stream,
      consumer: testConsumerName,
      logger,
      maxInFlight: 8,
      handle: (message) => this.#handle(message),
    });
  }

  async #handle({ bytes, deliveryCount }: Delivered): Promise<Handled> {
    // Whoever had it before may have made the call.
    if (deliveryCount > 1) return { reject: 'a test is sent once' };
    const test = readTest(bytes);
    if (test === undefined) return { reject: 'not a test' };
    if (this.options.now() >= test.expiresAt) return { reject: 'nobody waits for it any more' };
    const outcome = await this.#send(test);
    await publish(this.options.nats, {
      contract: outcomeTests,
      to: {},
      id: `${test.id}.test`,
      message: outcome,
      deadlineMs: answerMs,
    });
    return { done: true };
  }

  async #send(test: DispatchTest): Promise<OutcomeTest> {
    const { client, now } = this.options;
    const headers = this.#headers(test);
    const about = { v: 1 as const, id: test.id, sync: test.sync, url: `${client.origin}${endpoints[test.kind]}` };
    if ('problem' in headers) {
      const at = now();
      return { ...about, class: null, status: null, reply: '', problem: headers.problem, startedAt: at, endedAt: at };
    }
    const call = await callKochava(client, { kind: test.kind, entry: test }, headers.signed, now);
    return {
      ...about,
      class: call.read.class,
      status: call.status,
      reply: call.body.slice(0, excerptLength).toWellFormed(),
      startedAt: call.startedAt,
      endedAt: call.endedAt,
    };
  }

  #headers({ sync: id, body, signed }: DispatchTest): { signed: Record<string, string> } | { problem: string } {
    const sync = this.options.sync(id);
    if (sync === undefined) return { problem: 'the dispatcher does not know this sync yet; try again' };
    const how = signing({ ...sync, authentication: { enabled: signed } }, this.options.secrets(id), this.options.ring);
    return 'sign' in how ? { signed: how.sign(body) } : { problem: how.missing };
  }
}

function readTest(bytes: Uint8Array): DispatchTest | undefined {
  try {
    return decode(dispatchTests, bytes);
  } catch (error) {
    if (error instanceof ContractError) return undefined;
    throw error;
  }
}
