import { type ProjectCounts } from '@kochava-stream/config';
import { pause } from './pause.ts';

/** What the config API answered. */
export interface ConfigAnswer {
  readonly status: number;
  readonly etag: string | null;
  readonly body: any;
}

export interface ProjectMade {
  readonly id: string;
  readonly apiKey: string;
}

/** The services hear of a published configuration within milliseconds; nothing outside tells when they have. */
const heardMs = 250;

/** The config API as a person at a terminal uses it. Every method but `call` fails when the API refuses. */
export class ConfigApi {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async project(apiKey: string): Promise<ProjectMade> {
    const { id } = await this.#done('POST', '/api/projects', { name: 'End to end', apiKey });
    return { id, apiKey };
  }

  /** Makes a sync; enabled, and known to every service, unless it is to stay disabled. @returns its id */
  async sync(project: string, document: object, status: 'enabled' | 'disabled' = 'enabled'): Promise<string> {
    const { id } = await this.#done('POST', `/api/projects/${project}/syncs`, document);
    if (status === 'enabled') await this.enable(id);
    return id;
  }

  enable(sync: string): Promise<number> {
    return this.#change('POST', `/api/syncs/${sync}/enable`);
  }

  disable(sync: string): Promise<number> {
    return this.#change('POST', `/api/syncs/${sync}/disable`);
  }

  /** Changes the sync as it is now. @returns its new version */
  async patch(sync: string, patch: object): Promise<number> {
    const { version } = await this.#done('GET', `/api/syncs/${sync}`);
    return this.#change('PATCH', `/api/syncs/${sync}`, patch, { 'if-match': `"${version}"` });
  }

  async version(sync: string): Promise<number> {
    return (await this.#done('GET', `/api/syncs/${sync}`)).version;
  }

  counts(project: string): Promise<ProjectCounts> {
    return this.#done('GET', `/api/projects/${project}/counts`);
  }

  get(path: string): Promise<any> {
    return this.#done('GET', path);
  }

  async call(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<ConfigAnswer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  async #change(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<number> {
    const { version } = await this.#done(method, path, body, headers);
    await pause(heardMs);
    return version;
  }

  async #done(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<any> {
    const answer = await this.call(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
