import { type Database, type Tx } from '@kochava-stream/persistence';
import { newId } from '../store/ids.ts';
import { type DeletionJob } from './schemas.ts';

export interface NewJob {
  readonly project: string;
  readonly requester: string;
  readonly users: readonly string[];
  readonly devices: readonly string[];
  readonly invalid: readonly string[];
}

/** A row of `deletion_job`. */
export interface JobRow {
  readonly id: string;
  readonly project: string;
  readonly day: string;
  readonly requester: string;
  readonly at: number;
  readonly state: 'staging' | 'submitted' | 'done';
  readonly users: string[];
  readonly devices: string[];
  readonly invalid: string[];
  readonly round: number;
  readonly found: string;
  readonly counts: string;
  readonly reached: number | null;
  readonly done_on: string | null;
}

const columns = `id, project, day::text AS day, requester, at, state, users, devices, invalid, round, found, counts, reached,
  to_char(done_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS done_on`;

/** What is said with every job: streams are not rewritten. */
const agesOut = [
  'streams RECEIVED, LINKS, DISPATCH, OUTCOMES: 96 hours after each message, what is on its way to Kochava included',
  'stream DEAD: 30 days after each letter; none of them is shown or sent again',
  'keys of repetitions: hashes, 7 days',
];

/** Deletions that people asked for. */
export class DeletionJobs {
  constructor(private readonly db: Database) {}

  async create({ project, requester, users, devices, invalid }: NewJob): Promise<DeletionJob> {
    const rows = await this.db.query<JobRow>(
      'deletion_job_create',
      `INSERT INTO deletion_job (id, project, day, requester, at, users, devices, invalid)
       VALUES ($1, $2, (now() AT TIME ZONE 'UTC')::date, $3, $4, $5, $6, $7) RETURNING ${columns}`,
      [newId('dl'), project, requester, Date.now(), users, devices, invalid],
    );
    return view(rows[0] as JobRow);
  }

  async list(project: string, from: string, to: string): Promise<DeletionJob[]> {
    const rows = await this.db.query<JobRow>(
      'deletion_jobs',
      `SELECT ${columns} FROM deletion_job WHERE project = $1 AND day BETWEEN $2::date AND $3::date
       ORDER BY at DESC, id LIMIT 1000`,
      [project, from, to],
    );
    return rows.map(view);
  }

  /** The project that a key of Amplitude's SDKs stands for. */
  async projectOfKey(key: string): Promise<string | undefined> {
    const rows = await this.db.query<{ project: string }>(
      'deletion_project_of_key',
      'SELECT project FROM api_key WHERE key = $1',
      [key],
    );
    return rows[0]?.project;
  }
}

/** Jobs that are not done, the oldest first. */
export async function openJobs(tx: Tx): Promise<JobRow[]> {
  const rows = await tx.query<JobRow>(
    'deletion_jobs_open',
    `SELECT ${columns} FROM deletion_job WHERE state <> 'done' ORDER BY at, id LIMIT 20`,
  );
  return rows.map((row) => ({
    ...row,
    at: Number(row.at),
    reached: row.reached === null ? null : Number(row.reached),
  }));
}

export async function loadJob(tx: Tx, id: string): Promise<JobRow | undefined> {
  const rows = await tx.query<JobRow>(
    'deletion_job_load',
    `SELECT ${columns} FROM deletion_job WHERE id = $1 AND state <> 'done' FOR UPDATE`,
    [id],
  );
  return rows[0] && { ...rows[0], at: Number(rows[0].at) };
}

type Change = Partial<Pick<JobRow, 'state' | 'round' | 'found' | 'counts' | 'users' | 'devices' | 'reached'>>;

export async function saveJob(tx: Tx, job: JobRow, change: Change): Promise<void> {
  const { state, round, found, counts, users, devices, reached } = { ...job, ...change };
  await tx.execute(
    'deletion_job_save',
    `UPDATE deletion_job SET state = $2, round = $3, found = $4, counts = $5, users = $6, devices = $7, reached = $8,
       done_at = CASE WHEN $2 = 'done' THEN now() END WHERE id = $1`,
    [job.id, state, round, found, counts, users, devices, reached],
  );
}

function view({ id: job, day, state: status, project: app, users, devices, ...row }: JobRow): DeletionJob {
  return {
    job,
    day,
    status,
    app,
    amplitude_ids: [],
    user_ids: users,
    device_ids: devices,
    invalid_ids: row.invalid,
    requester: row.requester,
    requested_on_day: day,
    active_scrub_done_date: row.done_on,
    deleted: JSON.parse(row.counts) as Record<string, number>,
    ages_out: agesOut,
  };
}
