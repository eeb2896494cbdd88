import { type Database, type Queryable } from '@kochava-stream/persistence';

/** Where a subject begins for a consumer that has never read it. */
export interface Beginning {
  readonly subject: string;
  readonly shard: number;
  readonly stream: string;
  readonly created: string;
  readonly lastSeq: number;
}

/** What a lease row says of one subject of a shard. */
export interface TakenSubject {
  readonly subject: string;
  readonly created: string;
  readonly lastSeq: number;
}

export interface TakenShard {
  readonly shard: number;
  readonly epoch: number;
  readonly subjects: readonly TakenSubject[];
  /** It was taken from an owner that had fallen silent. */
  readonly fromSilentOwner: boolean;
}

/** How a shard stands in the database. */
export interface ShardStanding {
  readonly shard: number;
  readonly owner: string | null;
  readonly epoch: number;
  /** Nobody's lease holds it now. */
  readonly free: boolean;
  /** A subject of it was never read, or was reset: where it begins must be known to take it. */
  readonly unread: boolean;
}

export interface Survey {
  /** The database's time, ms since the epoch. */
  readonly now: number;
  readonly members: number;
  readonly shards: readonly ShardStanding[];
}

interface Identity {
  readonly consumer: string;
  readonly owner: string;
  readonly leaseMs: number;
}

interface LockedRow {
  shard: number;
  subject: string;
  stream_created: string | null;
  owner: string | null;
  epoch: number;
  last_seq: number;
}

/** The lease and member rows of one worker. The clock is Postgres' own everywhere. */
export class LeaseStore {
  readonly #db: Database;
  readonly #me: Identity;
  /** Every subject of a shard. */
  readonly #subjects: (shard: number) => string[];

  constructor(db: Database, me: Identity, subjects: (shard: number) => string[]) {
    this.#db = db;
    this.#me = me;
    this.#subjects = subjects;
  }

  /** Says that this worker lives, and holds on to the shards; a row that is locked is being extended by its commit. */
  async renew(held: readonly { shard: number; epoch: number }[]): Promise<void> {
    const { consumer, owner, leaseMs } = this.#me;
    await this.#db.execute(
      'heartbeat',
      `INSERT INTO member (consumer, owner, seen_until) VALUES ($1, $2, now() + $3 * interval '1 ms')
       ON CONFLICT (consumer, owner) DO UPDATE SET seen_until = excluded.seen_until`,
      [consumer, owner, leaseMs],
    );
    await this.#db.execute('forget silent members', 'DELETE FROM member WHERE consumer = $1 AND seen_until < now()', [
      consumer,
    ]);
    if (held.length === 0) return;
    await this.#db.execute(
      'renew leases',
      `UPDATE lease SET lease_until = now() + $3 * interval '1 ms'
       FROM (SELECT l.shard, l.subject FROM lease l
             JOIN unnest($4::integer[], $5::bigint[]) AS h (shard, epoch) ON h.shard = l.shard AND h.epoch = l.epoch
             WHERE l.consumer = $1 AND l.owner = $2 FOR UPDATE OF l SKIP LOCKED) AS mine
       WHERE lease.consumer = $1 AND lease.shard = mine.shard AND lease.subject = mine.subject`,
      [consumer, owner, leaseMs, held.map(({ shard }) => shard), held.map(({ epoch }) => epoch)],
    );
  }

  async survey(shards: number, on: Queryable = this.#db): Promise<Survey> {
    const { consumer } = this.#me;
    const all = Array.from({ length: shards }, (_, shard) => shard);
    const pairs = all.flatMap((shard) => this.#subjects(shard).map((subject) => ({ shard, subject })));
    const rows = await on.query<ShardStanding & { now: number; members: number }>(
      'survey leases',
      `SELECT w.shard, max(l.owner) AS owner, coalesce(max(l.epoch), 0) AS epoch,
              bool_and(l.shard IS NULL OR l.lease_until <= now()) AS free,
              bool_or(l.stream_created IS NULL) AS unread,
              (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now,
              (SELECT count(*)::integer FROM member WHERE consumer = $1 AND seen_until > now()) AS members
       FROM unnest($2::integer[], $3::text[]) AS w (shard, subject)
       LEFT JOIN lease l ON l.consumer = $1 AND l.shard = w.shard AND l.subject = w.subject
       GROUP BY w.shard ORDER BY w.shard`,
      [consumer, pairs.map(({ shard }) => shard), pairs.map(({ subject }) => subject)],
    );
    return { now: rows[0]?.now ?? 0, members: rows[0]?.members ?? 0, shards: rows };
  }

  /**
   * Takes what `choose` picks of the survey, each shard with all its subjects or not at all. Those who take stand in
   * line, so that shares stay fair. `beginnings` must cover every unread shard that may be picked.
   */
  async take(
    beginnings: readonly Beginning[],
    choose: (survey: Survey) => readonly number[],
    shards: number,
  ): Promise<TakenShard[]> {
    const { consumer } = this.#me;
    return await this.#db.transaction(async (tx) => {
      await tx.query(
        'stand in line',
        `SELECT pg_advisory_xact_lock(hashtextextended('lease ' || current_schema() || ' ' || $1, 0))`,
        [consumer],
      );
      const chosen = choose(await this.survey(shards, tx));
      if (chosen.length === 0) return [];
      await this.#insertMissing(
        tx,
        beginnings.filter(({ shard }) => chosen.includes(shard)),
      );
      const locked = await this.#lock(tx, chosen);
      const whole = chosen.filter((shard) =>
        this.#subjects(shard).every((subject) => locked.some((row) => row.shard === shard && row.subject === subject)),
      );
      return await this.#assign(tx, whole, { locked, beginnings });
    });
  }

  /** Hands shards over at once. */
  async release(held: readonly { shard: number; epoch: number }[]): Promise<void> {
    if (held.length === 0) return;
    await this.#db.execute(
      'release leases',
      `UPDATE lease SET owner = NULL, lease_until = now()
       FROM unnest($3::integer[], $4::bigint[]) AS h (shard, epoch)
       WHERE lease.consumer = $1 AND lease.owner = $2 AND lease.shard = h.shard AND lease.epoch = h.epoch`,
      [this.#me.consumer, this.#me.owner, held.map(({ shard }) => shard), held.map(({ epoch }) => epoch)],
    );
  }

  /** This worker counts no more. */
  async leave(): Promise<void> {
    await this.#db.execute('leave', 'DELETE FROM member WHERE consumer = $1 AND owner = $2', [
      this.#me.consumer,
      this.#me.owner,
    ]);
  }

  async #insertMissing(tx: Queryable, beginnings: readonly Beginning[]): Promise<void> {
    await tx.execute(
      'insert leases',
      `INSERT INTO lease (consumer, shard, subject, stream, stream_created, last_seq)
       SELECT $1, b.* FROM unnest($2::integer[], $3::text[], $4::text[], $5::text[], $6::bigint[]) AS b
       ON CONFLICT DO NOTHING`,
      [
        this.#me.consumer,
        beginnings.map(({ shard }) => shard),
        beginnings.map(({ subject }) => subject),
        beginnings.map(({ stream }) => stream),
        beginnings.map(({ created }) => created),
        beginnings.map(({ lastSeq }) => lastSeq),
      ],
    );
  }

  async #lock(tx: Queryable, shards: readonly number[]): Promise<LockedRow[]> {
    return await tx.query<LockedRow>(
      'lock leases',
      `SELECT shard, subject, stream_created, owner, epoch, last_seq FROM lease
       WHERE consumer = $1 AND shard = ANY ($2::integer[]) AND (lease_until <= now() OR owner = $3)
       FOR UPDATE SKIP LOCKED`,
      [this.#me.consumer, shards, this.#me.owner],
    );
  }

  async #assign(
    tx: Queryable,
    shards: readonly number[],
    from: { locked: readonly LockedRow[]; beginnings: readonly Beginning[] },
  ): Promise<TakenShard[]> {
    const { consumer, owner, leaseMs } = this.#me;
    const taken = shards.map((shard) => this.#taken(shard, from));
    const rows = taken.flatMap(({ shard, epoch, subjects }) =>
      subjects.map((subject) => ({ shard, epoch, ...subject })),
    );
    await tx.execute(
      'assign leases',
      `UPDATE lease SET owner = $2, lease_until = now() + $3 * interval '1 ms',
              epoch = t.epoch, stream_created = t.created, last_seq = t.last_seq
       FROM unnest($4::integer[], $5::text[], $6::bigint[], $7::text[], $8::bigint[])
            AS t (shard, subject, epoch, created, last_seq)
       WHERE lease.consumer = $1 AND lease.shard = t.shard AND lease.subject = t.subject`,
      [
        consumer,
        owner,
        leaseMs,
        rows.map(({ shard }) => shard),
        rows.map(({ subject }) => subject),
        rows.map(({ epoch }) => epoch),
        rows.map(({ created }) => created),
        rows.map(({ lastSeq }) => lastSeq),
      ],
    );
    return taken;
  }

  #taken(shard: number, from: { locked: readonly LockedRow[]; beginnings: readonly Beginning[] }): TakenShard {
    const rows = from.locked.filter((row) => row.shard === shard && this.#subjects(shard).includes(row.subject));
    const subjects = rows.map(({ subject, stream_created: created, last_seq: lastSeq }) => {
      if (created !== null) return { subject, created, lastSeq };
      // Reset by an operator: begins as one that was never read.
      const beginning = from.beginnings.find((each) => each.shard === shard && each.subject === subject);
      if (beginning === undefined) throw new Error(`nothing is known of ${subject}`);
      return { subject, created: beginning.created, lastSeq: beginning.lastSeq };
    });
    return {
      shard,
      epoch: Math.max(...rows.map(({ epoch }) => epoch)) + 1,
      subjects,
      fromSilentOwner: rows.some(({ owner }) => owner !== null && owner !== this.#me.owner),
    };
  }
}
