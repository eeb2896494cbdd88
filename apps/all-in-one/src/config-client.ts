import { type ProjectCounts } from '@kochava-stream/config';

/** The config API refused or failed. */
export class ConfigApiFailed extends Error {
  override readonly name = 'ConfigApiFailed';
}

/** The few calls of the config API that the demonstration and the tools around it need. */
export class ConfigClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  createProject(project: { name: string; apiKey: string }): Promise<{ id: string }> {
    return this.#call('POST', '/api/projects', project);
  }

  createSync(project: string, sync: object): Promise<{ id: string; version: number }> {
    return this.#call('POST', `/api/projects/${project}/syncs`, sync);
  }

  enable(sync: string): Promise<{ version: number }> {
    return this.#call('POST', `/api/syncs/${sync}/enable`);
  }

  counts(project: string): Promise<ProjectCounts> {
    return this.#call('GET', `/api/projects/${project}/counts`);
  }

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (!response.ok) throw new ConfigApiFailed(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
}
