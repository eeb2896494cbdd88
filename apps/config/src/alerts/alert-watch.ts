import { randomUUID } from 'node:crypto';
import { type Logger } from '@kochava-stream/observability';
import { type Database, type Queryable, type Tx } from '@kochava-stream/persistence';
import { evaluate, type Verdict } from './evaluate.ts';
import { nextState, type NoticeEvent } from './next-state.ts';
import { type Notice } from './notice.ts';
import { readingsOf, type OldestHold } from './readings.ts';
import { ruleNames, type RuleName } from './rules.ts';
import {
  forgetFiring,
  loadFiring,
  lookedAt,
  nextAlert,
  storeFiring,
  type StoredAlert,
  type StoredFiring,
} from './store-alerts.ts';
import { addNotice, forgetNotices } from './store-notices.ts';

export interface AlertWatchParts {
  readonly db: Database;
  readonly logger: Logger;
  readonly oldestHold: OldestHold;
  /** Where browsers find the console; '' = nobody said. */
  readonly publicUrl: string;
  readonly now: () => number;
  /** How often a sync is looked at, ms. */
  readonly everyMs?: number;
}

/** Looks at every sync with alerts once a minute, whichever process comes first, and writes down what is to be told. */
export class AlertWatch {
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;

  constructor(private readonly parts: AlertWatchParts) {
    this.#timer = setInterval(() => void this.look(), (parts.everyMs ?? 60_000) / 4);
  }

  /** Looks at all that are due. */
  look(): Promise<void> {
    return (this.#looking ??= this.#lookAtAll().finally(() => (this.#looking = undefined)));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #lookAtAll(): Promise<void> {
    try {
      const { db, now, everyMs = 60_000 } = this.parts;
      const lookedBefore = new Date(now() - everyMs);
      while (await db.transaction((tx) => this.#lookAtNext(tx, lookedBefore)));
      await forgetNotices(db);
    } catch (err) {
      this.parts.logger.warn({ err }, 'alerts cannot be looked at now');
    }
  }

  async #lookAtNext(tx: Tx, lookedBefore: Date): Promise<boolean> {
    const { now: clock, oldestHold } = this.parts;
    const now = clock();
    const alert = await nextAlert(tx, lookedBefore);
    if (alert === undefined) return false;
    const verdicts = evaluate(alert.rules, await readingsOf(tx, alert, oldestHold, now), now);
    const firing = new Map((await loadFiring(tx, alert.sync)).map((each) => [each.rule, each]));
    for (const rule of ruleNames) {
      await this.#follow(tx, alert, { rule, verdict: this.#verdict(alert, rule, verdicts), before: firing.get(rule) });
    }
    await lookedAt(tx, alert.sync, new Date(now));
    return true;
  }

  /** A rule that was switched off does not fire; one that says nothing now leaves all as it is. */
  #verdict({ rules }: StoredAlert, rule: RuleName, verdicts: ReadonlyMap<RuleName, Verdict>): Verdict | undefined {
    return rules[rule].enabled ? verdicts.get(rule) : { fires: false, text: 'It is not watched any more.' };
  }

  async #follow(
    tx: Tx,
    alert: StoredAlert,
    { rule, verdict, before }: { rule: RuleName; verdict: Verdict | undefined; before: StoredFiring | undefined },
  ): Promise<void> {
    if (verdict === undefined) return;
    const now = this.parts.now();
    const next = nextState(before, verdict.fires, now, alert.rules.repeatHours * 3_600_000);
    if (next.firing !== undefined) await storeFiring(tx, alert.sync, { rule, ...next.firing });
    else if (before !== undefined) await forgetFiring(tx, alert.sync, rule);
    if (next.notice === undefined) return;
    const since = next.firing?.since ?? before?.since ?? now;
    const notice = await noticeOf(tx, alert, { event: next.notice, rule, at: now, since, text: verdict.text });
    await addNotice(tx, { ...notice, link: this.#link(alert) }, alert.sealed === null ? 'not-sent' : 'waiting');
  }

  #link({ sync }: StoredAlert): string | null {
    const base = this.parts.publicUrl.replace(/\/+$/, '');
    return base === '' ? null : `${base}/syncs/${sync}/delivery`;
  }
}

/** With the names that people know the sync and its project by. */
export async function noticeOf(
  tx: Queryable,
  { sync, project }: Pick<StoredAlert, 'sync' | 'project'>,
  told: { event: NoticeEvent | 'test'; rule: RuleName | null; at: number; since: number | null; text: string },
): Promise<Omit<Notice, 'link'>> {
  const rows = await tx.query<{ sync: string; project: string }>(
    'config_alert_names',
    `select s.state -> 'document' ->> 'name' as sync, p.name as project
       from sync s join project p on p.id = s.project where s.id = $1`,
    [sync],
  );
  const names = rows[0];
  return {
    id: randomUUID(),
    ...told,
    sync: { id: sync, name: names?.sync ?? sync },
    project: { id: project, name: names?.project ?? project },
  };
}
