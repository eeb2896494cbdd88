import { type Logger } from '@kochava-stream/observability';
import { type Database } from '@kochava-stream/persistence';
import { type Channel, type ChannelVault } from './channel.ts';
import { slackBody, webhookBody, type Notice } from './notice.ts';
import { post, type Posted } from './post.ts';
import { receiverAt, ReceiverRefused, type ReceiverRules } from './receiver.ts';
import { signatureHeaders } from './sign.ts';
import { loadAlert } from './store-alerts.ts';
import { noticeTried, takeDue, type StoredNotice } from './store-notices.ts';

export interface AlertSenderParts {
  readonly db: Database;
  readonly logger: Logger;
  readonly vault: ChannelVault;
  readonly rules: ReceiverRules;
  readonly now: () => number;
  readonly everyMs?: number;
  /** Told of each try. */
  readonly onTry?: (result: 'delivered' | 'failed' | 'given-up') => void;
}

const atATime = 5;
/** Who takes a notice has so long for it. */
const takenMs = 60_000;
const firstWaitMs = 30_000;
const longestWaitMs = 3_600_000;
/** A notice that is older helps nobody. */
const giveUpMs = 24 * 3_600_000;

/** Sends what is to be told, each until it arrives or a day has passed: at least once, under the same id. */
export class AlertSender {
  readonly #timer: NodeJS.Timeout;
  #sending: Promise<void> | undefined;

  constructor(private readonly parts: AlertSenderParts) {
    this.#timer = setInterval(() => void this.send(), parts.everyMs ?? 2_000);
  }

  /** Sends all that is due. */
  send(): Promise<void> {
    return (this.#sending ??= this.#sendDue().finally(() => (this.#sending = undefined)));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sending;
  }

  /** To a channel as it is now. */
  async deliver(channel: Channel, notice: Notice): Promise<Posted> {
    try {
      const receiver = receiverAt(channel.url, this.parts.rules);
      if (channel.kind === 'slack') return await post(receiver, slackBody(notice), {});
      const body = webhookBody(notice);
      const at = Math.floor(this.parts.now() / 1_000);
      return await post(receiver, body, signatureHeaders(body, { secret: channel.secret ?? '', id: notice.id, at }));
    } catch (error) {
      if (error instanceof ReceiverRefused) return { ok: false, problem: `its address ${error.message}` };
      throw error;
    }
  }

  async #sendDue(): Promise<void> {
    const { db, logger } = this.parts;
    try {
      for (let taken = atATime; taken === atATime;) {
        const due = await takeDue(db, atATime, takenMs);
        taken = due.length;
        await Promise.all(due.map((each) => this.#sendOne(each)));
      }
    } catch (err) {
      logger.warn({ err }, 'notices cannot be sent now');
    }
  }

  async #sendOne({ notice, attempts }: StoredNotice): Promise<void> {
    const { db, vault, now, onTry, logger } = this.parts;
    const alert = await loadAlert(db, notice.sync.id);
    const channel = alert && vault.channelOf(alert);
    const posted: Posted =
      channel === undefined
        ? { ok: false, problem: 'has no address that can be read' }
        : await this.deliver(channel, notice);
    if (posted.ok) {
      await noticeTried(db, notice.id, { problem: null, waitMs: null });
      onTry?.('delivered');
      return;
    }
    const over = now() - notice.at >= giveUpMs;
    const waitMs = over ? null : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, attempts - 1));
    await noticeTried(db, notice.id, { problem: posted.problem, waitMs });
    onTry?.(over ? 'given-up' : 'failed');
    logger.warn({ sync: notice.sync.id, problem: posted.problem, attempts }, 'a notice did not arrive');
  }
}
