import { type SyncConfig, type SyncSecrets } from '@kochava-stream/contracts';
import { horizonOf } from '@kochava-stream/domain/delivery';
import { consumerLag, syncConsumerNames, type Nats } from '@kochava-stream/messaging';
import { type Logger, type Tracing } from '@kochava-stream/observability';
import { endingByWall, toWall, type Clocks } from '../clocks.ts';
import { type EarlierOutcomes } from '../earlier/earlier-outcomes.ts';
import { type KochavaClient } from '../kochava/kochava-client.ts';
import { type Attempt, type Dispatch } from '../lane/delivery.ts';
import { Lane, type LaneOptions } from '../lane/lane.ts';
import { type Publisher } from '../publish/publisher.ts';
import { type KeyRing } from '../secrets.ts';
import { recorded } from './call-span.ts';
import { callKochava, failureOf } from './calling.ts';
import { Intake } from './intake.ts';
import { deliverBatch, deliverRetry, orPoison, type MessageParts } from './messages.ts';
import { type DispatchMetrics } from './metrics.ts';
import { signing, type Signing } from './signing.ts';

/** What the dispatches of all syncs share. */
export interface Shared {
  readonly nats: Nats;
  readonly client: KochavaClient;
  readonly publisher: Publisher;
  readonly earlier: EarlierOutcomes;
  readonly metrics: DispatchMetrics;
  readonly tracing: Tracing;
  /** The host of Kochava. */
  readonly server: string;
  readonly ring: KeyRing;
  readonly secrets: (sync: string) => SyncSecrets | undefined;
  readonly logger: Logger;
  readonly now: () => number;
  /** What waits and pauses are measured with; default `now`. */
  readonly steady?: () => number;
  readonly random: () => number;
  /** As long a message may stay in hand half done, ms. */
  readonly halfDoneMs?: number;
  readonly lane?: Pick<LaneOptions, 'traffic' | 'recent' | 'lookOverMs'>;
}

/** What one sync may take of what all of them share. */
export interface Share {
  readonly calls: number;
  /** Of messages in hand. */
  readonly bytes: number;
  /** That share what the sync may do in all. */
  readonly dispatchers: number;
}

/** One sync: its two consumers, its lane to Kochava, and what its configuration says about both. */
export class SyncDispatch {
  readonly lane: Lane;
  readonly #intakes: readonly Intake[];
  readonly #logger: Logger;
  readonly #clocks: Clocks;
  #sync: SyncConfig;
  #signing: Signing = { missing: 'not read yet' };
  #closedFor = '';
  #share: Share = { calls: 1, bytes: 0, dispatchers: 1 };

  constructor(
    private readonly shared: Shared,
    sync: SyncConfig,
  ) {
    this.#sync = sync;
    this.#logger = shared.logger.child({ sync: sync.id });
    const { random, publisher } = shared;
    this.#clocks = { wall: shared.now, steady: shared.steady ?? shared.now };
    this.lane = new Lane({
      ...shared.lane,
      limit: sync.concurrency,
      horizon: () => horizonOf(this.#sync.delivery?.retryHours),
      now: this.#clocks.steady,
      random,
      calling: (dispatch) => this.#calling(dispatch),
      end: async (delivery, ending) => {
        await publisher.end(sync.id, delivery, endingByWall(this.#clocks, ending));
        shared.metrics.ended(sync.id, delivery.dispatch, ending);
      },
      changed: () => this.#gateChanged(),
    });
    shared.metrics.allows(sync.id, () => this.lane.traffic.room);
    const names = syncConsumerNames(sync.id);
    this.#intakes = [this.#intake(names.main, deliverBatch), this.#intake(names.retry, deliverRetry)];
    this.configure(sync);
  }

  /** However many calls a sync may make and however slow they are, the others have their part. */
  shareChanged(share: Share): void {
    this.#share = share;
    this.lane.traffic.resize(Math.min(this.#sync.concurrency, share.calls));
    this.#fixRate();
    for (const intake of this.#intakes) intake.refresh();
  }

  #fixRate(): void {
    const { maxPerSecond } = this.#sync.delivery ?? {};
    this.lane.traffic.fixRate(maxPerSecond === undefined ? undefined : maxPerSecond / this.#share.dispatchers);
  }

  /** Takes over what the configuration says now. */
  configure(sync: SyncConfig): void {
    const { gate } = this.lane.traffic;
    const isNew = sync.version !== this.#sync.version;
    this.#sync = sync;
    this.#fixRate();
    // Opening the gate lets calls go at once: first whether it may be open, then what they are signed with.
    if (sync.status !== 'enabled') gate.close('disabled');
    this.#readCredentials();
    if (isNew) this.lane.traffic.renewCredentials();
    if (sync.status === 'enabled') gate.open('disabled');
    if (sync.status === 'enabled') for (const intake of this.#intakes) intake.open();
  }

  /** The sync's sealed credentials changed. */
  secretsChanged(): void {
    this.#readCredentials();
    this.lane.traffic.renewCredentials();
  }

  /** Tries to read credentials that could not be read: their key may have come since. */
  lookForCredentials(): void {
    if (!('sign' in this.#signing)) this.secretsChanged();
  }

  /** Consumes again what could not be consumed, if it can be now. */
  async lookForConsumers(): Promise<void> {
    if (this.#intakes.every((intake) => intake.isOpen)) return;
    if ((await consumerLag(this.shared.nats, this.#sync.id)) === undefined) return;
    for (const intake of this.#intakes) intake.open();
  }

  /** Why an enabled sync is not worked on; undefined = it is. */
  get problem(): string | undefined {
    if (this.#sync.status !== 'enabled' || this.#intakes.every((intake) => intake.isOpen)) return undefined;
    return `a durable consumer of sync ${this.#sync.id} is gone`;
  }

  get sync(): SyncConfig {
    return this.#sync;
  }

  /** Begins no call any more; resolves when the messages in hand have been given back or are done, or after `drainMs`. */
  async close(drainMs: number): Promise<void> {
    const closed = this.#intakes.map((intake) => intake.close(drainMs));
    this.lane.stop();
    await Promise.all(closed);
    this.shared.publisher.closedFor(this.#sync.id, []);
    this.shared.metrics.forget(
      this.#sync.id,
      this.#intakes.map((intake) => intake.consumer),
    );
  }

  #intake(consumer: string, deliver: typeof deliverBatch): Intake {
    const { nats, metrics } = this.shared;
    const { id } = this.#sync;
    return new Intake({
      nats,
      consumer,
      logger: this.#logger,
      handle: (message) => orPoison(message, this.#messageParts(), deliver),
      wanted: () => this.lane.traffic.gate.isOpen,
      room: () => this.#share.bytes,
      changed: (lost) => metrics.consumer(id, consumer, lost),
      onRepeat: () => metrics.repeat(id),
      onStall: () => metrics.stall(id),
    });
  }

  #messageParts(): MessageParts {
    const { publisher, now, tracing } = this.shared;
    const { id } = this.#sync;
    return {
      lane: this.lane,
      clocks: this.#clocks,
      tracing,
      finished: (ids, since) => this.shared.earlier.find(ids, since),
      halfDoneMs: this.shared.halfDoneMs,
      handOn: (kind, entries) => publisher.handOn(id, kind, entries),
      poison: (message, error) => publisher.poison(id, message, error, now()),
    };
  }

  #calling(dispatch: Dispatch): (() => Promise<Attempt>) | undefined {
    const how = this.#signing;
    if (!('sign' in how)) return undefined;
    const { client, metrics, publisher, tracing, server } = this.shared;
    const clocks = this.#clocks;
    const { id } = this.#sync;
    return async () => {
      metrics.called(id);
      const call = () => callKochava(client, dispatch, how.sign(dispatch.entry.body), clocks.steady);
      const attempt = await recorded({ tracing, server, sync: id }, dispatch, call);
      metrics.answered(id, dispatch, attempt);
      if (attempt.read.outcome !== 'accepted') {
        const failure = failureOf(dispatch, attempt);
        publisher.failed(id, dispatch, { ...failure, at: toWall(clocks, failure.at) });
      }
      return attempt;
    };
  }

  /** Where authentication is on and the credentials cannot be read, the gate closes: nothing leaves unsigned. */
  #readCredentials(): void {
    const { gate } = this.lane.traffic;
    const before = this.#signing;
    this.#signing = signing(this.#sync, this.shared.secrets(this.#sync.id), this.shared.ring);
    if ('sign' in this.#signing) {
      gate.open('credentials-missing');
      return;
    }
    if (!('missing' in before && before.missing === this.#signing.missing)) {
      this.#logger.error({ reason: this.#signing.missing }, 'nothing is sent: the credentials cannot be read');
    }
    gate.close('credentials-missing');
  }

  #gateChanged(): void {
    const closedFor = this.lane.traffic.gate.reasons;
    for (const intake of this.#intakes) intake.refresh();
    const said = closedFor.join();
    if (said === this.#closedFor) return;
    this.#closedFor = said;
    this.shared.metrics.gate(this.#sync.id, closedFor);
    this.shared.publisher.closedFor(this.#sync.id, closedFor);
    if (closedFor.length === 0) this.#logger.info('sending');
    else this.#logger.warn({ closedFor }, 'not sending');
  }
}
