import { type Queryable } from '@kochava-stream/persistence';
import { type Notice } from './notice.ts';

export type NoticeState = 'waiting' | 'delivered' | 'given-up' | 'not-sent';

/** A notice and what became of it. */
export interface StoredNotice {
  readonly notice: Notice;
  readonly state: NoticeState;
  readonly attempts: number;
  readonly problem: string | null;
}

/** `not-sent`: there was nowhere to send it. */
export async function addNotice(tx: Queryable, notice: Notice, state: 'waiting' | 'not-sent'): Promise<void> {
  await tx.query(
    'config_notice_add',
    'insert into alert_notice (id, sync, rule, event, body, state, created_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [notice.id, notice.sync.id, notice.rule, notice.event, JSON.stringify(notice), state, new Date(notice.at)],
  );
}

interface Row {
  body: string;
  state: NoticeState;
  attempts: number;
  problem: string | null;
}

export async function lastNotices(db: Queryable, sync: string, limit: number): Promise<StoredNotice[]> {
  const rows = await db.query<Row>(
    'config_notices',
    `select body, state, attempts, problem from alert_notice where sync = $1 order by created_at desc, id limit $2`,
    [sync, limit],
  );
  return rows.map(stored);
}

/** Takes some that are due, for a while: who takes them and dies leaves them to the next. */
export async function takeDue(db: Queryable, limit: number, forMs: number): Promise<StoredNotice[]> {
  const rows = await db.query<Row>(
    'config_notices_take',
    `update alert_notice set attempts = attempts + 1, next_at = now() + $2 * interval '1 millisecond'
      where id in (
        select id from alert_notice where state = 'waiting' and next_at <= now() order by next_at
         limit $1 for update skip locked)
      returning body, state, attempts, problem`,
    [limit, forMs],
  );
  return rows.map(stored);
}

/** @param after what became of it; `waitMs` = it is tried again after so long */
export async function noticeTried(
  db: Queryable,
  id: string,
  after: { problem: string | null; waitMs: number | null },
): Promise<void> {
  const state: NoticeState = after.problem === null ? 'delivered' : after.waitMs === null ? 'given-up' : 'waiting';
  await db.query(
    'config_notice_tried',
    `update alert_notice set state = $2, problem = $3, next_at = now() + coalesce($4, 0) * interval '1 millisecond',
        ended_at = case when $2 = 'waiting' then null else now() end
      where id = $1 and state = 'waiting'`,
    [id, state, after.problem, after.waitMs],
  );
}

export async function forgetNotices(db: Queryable): Promise<void> {
  await db.query('config_notices_forget', "delete from alert_notice where created_at < now() - interval '90 days'");
}

function stored({ body, state, attempts, problem }: Row): StoredNotice {
  return { notice: JSON.parse(body) as Notice, state, attempts, problem };
}
