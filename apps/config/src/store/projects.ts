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
  readonly createdAt: string;
}

interface ProjectRow {
  id: string;
  name: string;
  api_keys: string[];
  created_at: Date;
}

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
         returning id, name, api_keys, created_at`,
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
      await this.db.query<ProjectRow>(
        'config_projects',
        'select id, name, api_keys, created_at from project order by created_at, id',
      )
    ).map(view);
  }

  async get(id: string): Promise<ProjectView | undefined> {
    const rows = await this.db.query<ProjectRow>(
      'config_project',
      'select id, name, api_keys, created_at from project where id = $1',
      [id],
    );
    return rows[0] && view(rows[0]);
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

/** The project as ingest reads it from the KV. */
export function projectDocument(project: { id: string; name: string; apiKeys: readonly string[] }): KvDocument {
  const { id, name, apiKeys } = project;
  return { kind: 'project', document: { v: 1, id, name, apiKeys: [...apiKeys] } };
}

function view(row: ProjectRow): ProjectView {
  return { id: row.id, name: row.name, apiKeys: row.api_keys, createdAt: row.created_at.toISOString() };
}
