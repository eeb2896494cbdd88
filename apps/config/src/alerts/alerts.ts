import { type Database } from '@kochava-stream/persistence';
import { Refused } from '../http/api-error.filter.ts';
import { type WritableAlerts } from './alert-schemas.ts';
import { type AlertSender } from './alert-sender.ts';
import { noticeOf } from './alert-watch.ts';
import { shownChannel, type ChannelVault } from './channel.ts';
import { changedChannel } from './changed-channel.ts';
import { titleOf } from './notice.ts';
import { type Posted } from './post.ts';
import { type ReceiverRules } from './receiver.ts';
import { proposedRules } from './rules.ts';
import { loadAlert, loadFiring, storeAlert } from './store-alerts.ts';
import { lastNotices } from './store-notices.ts';

export interface AlertsParts {
  readonly db: Database;
  readonly vault: ChannelVault;
  readonly sender: AlertSender;
  readonly receivers: ReceiverRules;
  readonly now: () => number;
}

const shownNotices = 50;
/** Tests of one sync come no faster, ms. */
const testEveryMs = 2_000;

/** What people are told of a sync, and where. */
export class Alerts {
  readonly #testedAt = new Map<string, number>();

  constructor(private readonly parts: AlertsParts) {}

  async view(sync: string) {
    const { db } = this.parts;
    const [alert, firing, notices] = await Promise.all([
      loadAlert(db, sync),
      loadFiring(db, sync),
      lastNotices(db, sync, shownNotices),
    ]);
    return {
      sync,
      rules: alert?.rules ?? proposedRules,
      channel: alert?.channel ?? null,
      firing: firing.map(({ rule, since }) => ({ rule, since: timeText(since) })),
      notices: notices.map(({ notice, state, attempts, problem }) => ({
        ...{ id: notice.id, event: notice.event, rule: notice.rule, at: timeText(notice.at), text: notice.text },
        ...{ title: titleOf(notice), state, attempts, problem },
      })),
      updatedAt: alert?.updatedAt.toISOString() ?? null,
      updatedBy: alert?.updatedBy ?? null,
    };
  }

  /** @throws Refused 422, 503 */
  async change({ sync, project }: { sync: string; project: string }, given: WritableAlerts, who: string) {
    const { db, vault, receivers } = this.parts;
    const before = await loadAlert(db, sync);
    const changed = given.channel && changedChannel(given.channel, before && vault.channelOf(before), receivers);
    const after = await storeAlert(db, {
      ...{ sync, project, rules: given.rules, updatedBy: who },
      channel: changed && shownChannel(changed.channel),
      sealed: changed && vault.seal(sync, changed.channel),
    });
    return { before, after, signingSecret: changed?.newSecret };
  }

  /** Sends a notice now, to see whether it arrives. @throws Refused 409, 429 */
  async test(sync: string): Promise<Posted> {
    const { db, sender, vault, now } = this.parts;
    const alert = await loadAlert(db, sync);
    const channel = alert && vault.channelOf(alert);
    if (alert === undefined || channel === undefined) {
      throw new Refused(409, 'there is no address to send to, or it cannot be read; enter it first');
    }
    const at = now();
    if (at - (this.#testedAt.get(sync) ?? -Infinity) < testEveryMs) {
      throw new Refused(429, 'wait a moment between two tests');
    }
    this.#testedAt.set(sync, at);
    const told = { event: 'test' as const, rule: null, at, since: null, text: 'This is a test; nothing is wrong.' };
    return sender.deliver(channel, { ...(await noticeOf(db, alert, told)), link: null });
  }
}

function timeText(at: number): string {
  return new Date(at).toISOString();
}
