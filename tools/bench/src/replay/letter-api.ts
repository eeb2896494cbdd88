/** The dead letters of one sync, as the console asks for them. */
export class LetterApi {
  constructor(
    private readonly config: string,
    private readonly token: string,
    private readonly sync: string,
  ) {}

  /** How many wait, all reasons together. */
  async waiting(): Promise<number> {
    const { groups } = await this.#call<{ groups: { n: number }[] }>('GET', 'dead-letters/groups');
    return groups.reduce((sum, { n }) => sum + n, 0);
  }

  /** @returns the replay's id */
  async replay(rate: number): Promise<string> {
    const order = { filter: {}, version: 'original', rate };
    const { replay } = await this.#call<{ replay: { id: string } }>('POST', 'dead-letters/replay', order);
    return replay.id;
  }

  async isRunning(replay: string): Promise<boolean> {
    return (await this.#call<{ state: string }>('GET', `replays/${replay}`)).state === 'running';
  }

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
    const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const reply = await fetch(`${this.config}/api/syncs/${this.sync}/${path}`, request);
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as T;
  }
}
