import { randomBytes } from 'node:crypto';
import { appendEvents, type Database, type Tx } from '@kochava-stream/persistence';
import { Refused } from '../http/api-error.filter.ts';
import { newId } from './ids.ts';
import { queueKv, type KvDocument } from './kv-outbox.ts';

/** A project as the API shows it. */
export interface ProjectView {
  readonly id: string;
  readonly name: string;
  readonly apiKeys: readonly string[];
  /** What Amplitude's webhooks prove themselves with; only what may be shown. */
  readonly webhookSecrets: readonly WebhookSecretView[];
  readonly createdAt: string;
}

export interface WebhookSecretView {
  /** First 12 hex digits of its SHA-256. */
  readonly fingerprint: string;
  readonly createdAt: string;
}

interface ProjectRow {
  id: string;
  name: string;
  api_keys: string[];
  webhook_secrets: WebhookSecret[];
  created_at: Date;
}

/** A secret as it is stored: never itself. */
export interface WebhookSecret {
  /** SHA-256, hex. */
  readonly hash: string;
  /** ms since the epoch. */
  readonly at: number;
}

const columns = 'id, name, api_keys, webhook_secrets, created_at';

/** Amplitude projects: who may send events here. */
export class Projects {
  constructor(
    private readonly db: Database,
    /** Waits until what was committed is published, for a short time. */
    private readonly published: () => Promise<void>,
  ) {}

  /** @throws Refused 409 when another project has the key */
  async create(given: { name: string; apiKey?: string }, who: string): Promise<ProjectView> {
    const project = { id: newId('pr'), name: given.name, apiKeys: [given.apiKey ?? randomBytes(16).toString('hex')] };
    const at = Date.now();
    const created = await this.db.transaction(async (tx) => {
      await this.claimKeys(tx, project.id, project.apiKeys);
      await appendEvents(tx, {
        table: 'event',
        stream: `project-${project.id}`,
        expectedVersion: 0,
        events: [{ type: 'ProjectCreated', data: project }],
        who,
        at,
      });
      const rows = await tx.query<ProjectRow>(
        'config_project_insert',
        `insert into project (id, name, api_keys, created_at) values ($1, $2, $3, to_timestamp($4::bigint / 1000.0))
         returning ${columns}`,
        [project.id, project.name, project.apiKeys, at],
      );
      await queueKv(tx, [projectDocument(project)]);
      return view(rows[0] as ProjectRow);
    });
    await this.published();
    return created;
  }

  async list(): Promise<ProjectView[]> {
    return (
      await this.db.query<ProjectRow>('config_projects', `select ${columns} from project order by created_at, id`)
    ).map(view);
  }

  async get(id: string): Promise<ProjectView | undefined> {
    const rows = await this.db.query<ProjectRow>('config_project', `select ${columns} from project where id = $1`, [
      id,
    ]);
    return rows[0] && view(rows[0]);
  }

  /** Another secret for Amplitude's webhooks: those before stay valid until they are removed. @throws Refused 404, 409 */
  async addWebhookSecret(id: string, hash: string, who: string): Promise<ProjectView> {
    const at = Date.now();
    return this.changeWebhookSecrets(id, who, (before) => {
      if (before.length >= mostWebhookSecrets) {
        throw new Refused(409, `there are ${mostWebhookSecrets} secrets already: remove one that is not used any more`);
      }
      return { event: { type: 'WebhookSecretAdded', data: { hash, at } }, after: [...before, { hash, at }] };
    });
  }

  /** @throws Refused 404 */
  async removeWebhookSecret(id: string, fingerprint: string, who: string): Promise<ProjectView> {
    return this.changeWebhookSecrets(id, who, (before) => {
      const gone = before.find(({ hash }) => fingerprintOf(hash) === fingerprint);
      if (gone === undefined) throw new Refused(404, 'there is no such secret');
      const { hash } = gone;
      return {
        event: { type: 'WebhookSecretRemoved', data: { hash } },
        after: before.filter((each) => each.hash !== hash),
      };
    });
  }

  private async changeWebhookSecrets(
    id: string,
    who: string,
    decide: (before: readonly WebhookSecret[]) => { event: { type: string; data: object }; after: WebhookSecret[] },
  ): Promise<ProjectView> {
    const changed = await this.db.transaction(async (tx) => {
      const [before] = await tx.query<ProjectRow & { version: number }>(
        'config_project_lock',
        `select ${columns},
           (select count(*)::integer from event where stream = 'project-' || $1) as version
         from project where id = $1 for update`,
        [id],
      );
      if (before === undefined) throw new Refused(404, 'there is no such project');
      const { event, after } = decide(before.webhook_secrets);
      const stream = `project-${id}`;
      await appendEvents(tx, {
        table: 'event',
        stream,
        expectedVersion: before.version,
        events: [event],
        who,
        at: Date.now(),
      });
      const [row] = await tx.query<ProjectRow>(
        'config_project_webhooks',
        `update project set webhook_secrets = $2::jsonb where id = $1 returning ${columns}`,
        [id, JSON.stringify(after)],
      );
      await queueKv(tx, [projectDocument({ id, name: before.name, apiKeys: before.api_keys, webhookSecrets: after })]);
      return view(row as ProjectRow);
    });
    await this.published();
    return changed;
  }

  private async claimKeys(tx: Tx, project: string, keys: readonly string[]): Promise<void> {
    const claimed = await tx.query(
      'config_api_key_claim',
      'insert into api_key (key, project) select unnest($1::text[]), $2 on conflict do nothing returning key',
      [keys, project],
    );
    if (claimed.length < keys.length) {
      throw new Refused(409, 'another project has this API key', [{ field: '/apiKey', problem: 'is taken' }]);
    }
  }
}

/** One in use and one to change to, twice over. */
const mostWebhookSecrets = 4;

/** A project as the KV needs it. */
export interface PublishedProject {
  readonly id: string;
  readonly name: string;
  readonly apiKeys: readonly string[];
  readonly webhookSecrets?: readonly WebhookSecret[];
}

/** The project as ingest reads it from the KV. */
export function projectDocument({ id, name, apiKeys, webhookSecrets = [] }: PublishedProject): KvDocument {
  const hashes = webhookSecrets.map(({ hash }) => hash);
  const webhooks = hashes.length === 0 ? {} : { webhookSecretHashes: hashes };
  return { kind: 'project', document: { v: 1, id, name, apiKeys: [...apiKeys], ...webhooks } };
}

function view({ id, name, api_keys, webhook_secrets, created_at }: ProjectRow): ProjectView {
  const webhookSecrets = webhook_secrets.map(({ hash, at }) => {
    return { fingerprint: fingerprintOf(hash), createdAt: new Date(at).toISOString() };
  });
  return { id, name, apiKeys: api_keys, webhookSecrets, createdAt: created_at.toISOString() };
}

function fingerprintOf(hash: string): string {
  return hash.slice(0, 12);
}
