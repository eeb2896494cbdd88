/** Prometheus refused a query, or did not answer; the message is its own. */
export class QueryFailed extends Error {
  override readonly name = 'QueryFailed';
}

/** One series of an answer, without what is not a number. */
export interface Answered {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

interface Series {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

/** The questions that Grafana asks. */
export class Questions {
  constructor(private readonly url: string) {}

  /** Over the last `seconds`, a point every five. */
  async overTime(expr: string, seconds: number): Promise<Answered[]> {
    const end = Date.now() / 1000;
    const asked = { query: expr, start: String(end - seconds), end: String(end), step: '5' };
    return numbers((await this.#get<{ result: Series[] }>('query_range', asked)).result);
  }

  async now(expr: string): Promise<Answered[]> {
    return numbers((await this.#get<{ result: Series[] }>('query', { query: expr })).result);
  }

  /** What `label_values(series, label)` offers. */
  labelValues(series: string, label: string): Promise<string[]> {
    return this.#get(`label/${label}/values`, { 'match[]': series });
  }

  async targetsUp(): Promise<number> {
    const { activeTargets } = await this.#get<{ activeTargets: { health: string }[] }>('targets', { state: 'active' });
    return activeTargets.filter(({ health }) => health === 'up').length;
  }

  /** What rules could not be evaluated, and why. */
  async brokenRules(): Promise<string[]> {
    const { groups } = await this.#get<{ groups: { rules: { name: string; lastError?: string }[] }[] }>('rules', {});
    return groups
      .flatMap(({ rules }) => rules)
      .flatMap(({ name, lastError = '' }) => (lastError === '' ? [] : [`${name}: ${lastError}`]));
  }

  async #get<T>(path: string, query: Readonly<Record<string, string>>): Promise<T> {
    const asked = new URLSearchParams(query);
    const post = path.startsWith('query');
    const url = `${this.url}/api/v1/${path}${post ? '' : `?${asked}`}`;
    const init = post ? { method: 'POST', body: asked } : {};
    const reply = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) }).catch((cause: unknown) => {
      throw new QueryFailed(`${path}: no answer`, { cause });
    });
    const body = (await reply.json()) as { status: string; error?: string; data: T };
    if (body.status !== 'success') throw new QueryFailed(`${body.error}: ${query['query'] ?? path}`);
    return body.data;
  }
}

function numbers(series: readonly Series[]): Answered[] {
  return series
    .map(({ metric, value, values = value === undefined ? [] : [value] }) => ({
      labels: metric,
      values: values.map(([, text]) => Number(text)).filter((number) => !Number.isNaN(number)),
    }))
    .filter(({ values }) => values.length > 0);
}
