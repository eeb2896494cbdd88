import { randomUUID } from 'node:crypto';
import { type Logger } from '@kochava-stream/observability';
import { type Database, type Tx } from '@kochava-stream/persistence';
import { type FastifyRequest } from 'fastify';
import { type Actor } from '../auth/actor.ts';
import { type Audited } from './audited.ts';
import { beginning, chained, entryText, type Entry } from './entry.ts';

/** What is written down of a request before its handler runs. */
export interface Began {
  readonly request: FastifyRequest;
  readonly actor: Actor | undefined;
  readonly project: string | undefined;
}

/** Something that the system did by itself, for somebody. */
export type Receipt = { readonly who: string } & Pick<Entry, 'project' | 'after'>;

export type Done = { readonly who: string } & Pick<Entry, 'route' | 'method' | 'ip' | 'status' | 'after'>;

/** What the log has of a request: its beginning and, unless the process died in between, its end. */
export interface AuditRow {
  readonly seq: number;
  readonly entry: string;
  readonly ended: string | null;
}

export interface AuditQuery {
  /** Entries of these projects; undefined = everything. */
  readonly projects: readonly string[] | undefined;
  readonly who: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** The audit log: appended to, never changed; each entry carries the hash of the one before. */
export class AuditLog {
  constructor(
    private readonly db: Database,
    private readonly logger: Logger,
  ) {}

  /** Before anything is changed: what cannot be written down is not done. @returns the request's id */
  async began({ request, actor, project }: Began): Promise<string> {
    const id = randomUUID();
    await this.#append({
      v: 1,
      at: new Date().toISOString(),
      request: id,
      phase: 'began',
      who: actor ? { kind: actor.kind, id: actor.id, name: actor.name } : nobody,
      method: request.method,
      ...(request.routeOptions.url !== undefined && { route: request.routeOptions.url }),
      params: { ...(request.params as Record<string, string>) },
      ...(project !== undefined && { project }),
      ip: request.ip,
    });
    return id;
  }

  async ended(id: string, actor: Actor | undefined, status: number, { who, ...more }: Audited): Promise<void> {
    const named = who === undefined ? nobody : { ...nobody, name: who };
    await this.#append({
      v: 1,
      at: new Date().toISOString(),
      request: id,
      phase: 'ended',
      who: actor ? { kind: actor.kind, id: actor.id, name: actor.name } : named,
      status,
      ...more,
    });
  }

  /** Something that was over when it was known: a login, an operator's command. */
  async record(done: Done): Promise<void> {
    await this.#append(did(done));
  }

  /** As `record`, in a transaction: it is written down if and only if it was done. */
  async receipt(tx: Tx, done: Receipt): Promise<void> {
    const entry = did(done);
    const head = await append(tx, entry, entryText(entry));
    this.#said(entry, head);
  }

  /** Newest first. */
  async list({ projects, who, before, limit }: AuditQuery): Promise<AuditRow[]> {
    return this.db.query<AuditRow>(
      'config_audit_list',
      `select b.seq, b.entry, e.entry as ended
         from audit b left join audit e on e.request = b.request and e.phase = 'ended'
        where b.phase <> 'ended' and ($1::bigint is null or b.seq < $1)
          and ($2::text[] is null or coalesce(e.project, b.project) = any($2))
          and ($3::text is null or b.who = $3 or e.who = $3)
        order by b.seq desc limit $4`,
      [before ?? null, projects ?? null, who ?? null, limit],
    );
  }

  /** One at a time, so that each is hashed over the one before. The log line lets the head be known elsewhere too. */
  async #append(entry: Entry): Promise<void> {
    const text = entryText(entry);
    this.#said(entry, await this.db.transaction((tx) => append(tx, entry, text)));
  }

  #said({ request }: Entry, { seq, hash }: Head): void {
    this.logger.info({ auditSeq: seq, auditHash: hash.toString('hex'), auditRequest: request }, 'audited');
  }
}

interface Head {
  readonly seq: number;
  readonly hash: Buffer;
}

async function append(tx: Tx, entry: Entry, text: string): Promise<Head> {
  await tx.query('config_audit_lock', "select pg_advisory_xact_lock(hashtext('config.audit'))");
  const last = await tx.query<{ seq: number; hash: Buffer }>(
    'config_audit_last',
    'select seq, hash from audit order by audit.seq desc limit 1',
  );
  const head = { seq: (last[0]?.seq ?? 0) + 1, hash: chained(last[0]?.hash ?? beginning, text) };
  await tx.query(
    'config_audit_append',
    `insert into audit (seq, at, request, phase, project, who, entry, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      head.seq,
      entry.at,
      entry.request,
      entry.phase,
      entry.project ?? null,
      entry.who.name === '' ? null : entry.who.name,
      text,
      head.hash,
    ],
  );
  return head;
}

function did({ who, ...done }: Done | Receipt): Entry {
  return {
    v: 1,
    at: new Date().toISOString(),
    request: randomUUID(),
    phase: 'did',
    who: { ...nobody, name: who },
    ...done,
  };
}

const nobody = { kind: 'nobody', id: '', name: '' } as const;
