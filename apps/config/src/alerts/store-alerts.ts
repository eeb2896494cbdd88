import { type SyncSecrets } from '@kochava-stream/contracts';
import { type Queryable } from '@kochava-stream/persistence';
import { type ShownChannel } from './channel.ts';
import { type AlertRules, type RuleName } from './rules.ts';

/** What is watched of a sync, and where that is told. */
export interface StoredAlert {
  readonly sync: string;
  readonly project: string;
  readonly rules: AlertRules;
  readonly channel: ShownChannel | null;
  readonly sealed: SyncSecrets | null;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

interface Row {
  sync: string;
  project: string;
  rules: string;
  channel: string | null;
  sealed: string | null;
  updated_at: Date;
  updated_by: string;
}

const columns = 'sync, project, rules, channel, sealed, updated_at, updated_by';

export async function loadAlert(db: Queryable, sync: string): Promise<StoredAlert | undefined> {
  const rows = await db.query<Row>('config_alert', `select ${columns} from alert where sync = $1`, [sync]);
  return rows[0] && stored(rows[0]);
}

export async function storeAlert(db: Queryable, alert: Omit<StoredAlert, 'updatedAt'>): Promise<StoredAlert> {
  const rows = await db.query<Row>(
    'config_alert_store',
    `insert into alert (sync, project, rules, channel, sealed, updated_by) values ($1, $2, $3, $4, $5, $6)
       on conflict (sync) do update set rules = excluded.rules, channel = excluded.channel, sealed = excluded.sealed,
         updated_by = excluded.updated_by, updated_at = now()
       returning ${columns}`,
    [
      alert.sync,
      alert.project,
      JSON.stringify(alert.rules),
      alert.channel && JSON.stringify(alert.channel),
      alert.sealed && JSON.stringify(alert.sealed),
      alert.updatedBy,
    ],
  );
  return stored(rows[0] as Row);
}

/** The one that nobody has looked at for the longest; locked, so that another process takes the next one. */
export async function nextAlert(tx: Queryable, lookedBefore: Date): Promise<StoredAlert | undefined> {
  const rows = await tx.query<Row>(
    'config_alert_next',
    `select ${columns} from alert where looked_at < $1 order by looked_at limit 1 for update skip locked`,
    [lookedBefore],
  );
  return rows[0] && stored(rows[0]);
}

export async function lookedAt(tx: Queryable, sync: string, at: Date): Promise<void> {
  await tx.query('config_alert_looked', 'update alert set looked_at = $2 where sync = $1', [sync, at]);
}

/** A rule that fires now. */
export interface StoredFiring {
  readonly rule: RuleName;
  readonly since: number;
  readonly quietSince: number | null;
  readonly toldAt: number;
}

export async function loadFiring(db: Queryable, sync: string): Promise<StoredFiring[]> {
  const rows = await db.query<{ rule: RuleName; since: number; quiet_since: number | null; told_at: number }>(
    'config_alert_firing',
    'select rule, since, quiet_since, told_at from alert_firing where sync = $1 order by since, rule',
    [sync],
  );
  return rows.map((row) => ({
    rule: row.rule,
    since: Number(row.since),
    quietSince: row.quiet_since === null ? null : Number(row.quiet_since),
    toldAt: Number(row.told_at),
  }));
}

export async function storeFiring(tx: Queryable, sync: string, firing: StoredFiring): Promise<void> {
  await tx.query(
    'config_alert_firing_store',
    `insert into alert_firing (sync, rule, since, quiet_since, told_at) values ($1, $2, $3, $4, $5)
       on conflict (sync, rule) do update set quiet_since = excluded.quiet_since, told_at = excluded.told_at`,
    [sync, firing.rule, firing.since, firing.quietSince, firing.toldAt],
  );
}

export async function forgetFiring(tx: Queryable, sync: string, rule: RuleName): Promise<void> {
  await tx.query('config_alert_firing_forget', 'delete from alert_firing where sync = $1 and rule = $2', [sync, rule]);
}

function stored(row: Row): StoredAlert {
  return {
    sync: row.sync,
    project: row.project,
    rules: JSON.parse(row.rules) as AlertRules,
    channel: row.channel === null ? null : (JSON.parse(row.channel) as ShownChannel),
    sealed: row.sealed === null ? null : (JSON.parse(row.sealed) as SyncSecrets),
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}
