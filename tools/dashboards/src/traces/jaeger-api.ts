/** A span as Jaeger's query API tells it. */
export interface JaegerSpan {
  readonly traceId: string;
  readonly id: string;
  readonly service: string;
  readonly name: string;
  /** The span that it stands under; undefined = the first of its trace, or its parent is not here. */
  readonly parent: string | undefined;
  /** Spans of other traces that it links to, as `<trace id>/<span id>`. */
  readonly links: readonly string[];
  readonly tags: Readonly<Record<string, unknown>>;
  /** µs since the epoch. */
  readonly start: number;
  readonly duration: number;
}

interface Told {
  traceID: string;
  spanID: string;
  operationName: string;
  processID: string;
  startTime: number;
  duration: number;
  references: { refType: string; traceID: string; spanID: string }[];
  tags: { key: string; value: unknown }[];
}

interface Trace {
  spans: Told[];
  processes: Record<string, { serviceName: string }>;
}

/** Jaeger's query API answered what nobody expected. */
export class JaegerFailed extends Error {
  override readonly name = 'JaegerFailed';
}

/** What Jaeger's pages and Grafana's data source ask. */
export class JaegerApi {
  constructor(private readonly url: string) {}

  async services(): Promise<string[]> {
    return (await this.#get<string[]>('services')) ?? [];
  }

  /** undefined = there is no such trace. */
  async trace(id: string): Promise<JaegerSpan[] | undefined> {
    const found = await this.#get<Trace[]>(`traces/${id}`);
    return found === undefined ? undefined : found.flatMap(spansOf);
  }

  /** Traces with a span of this service, of this name and with these tags if they are given. */
  async search(wanted: {
    service: string;
    operation?: string;
    tags?: Record<string, string>;
  }): Promise<JaegerSpan[][]> {
    const { service, operation, tags } = wanted;
    const query = new URLSearchParams({
      service,
      limit: '200',
      lookback: '1h',
      ...(operation === undefined ? {} : { operation }),
      ...(tags === undefined ? {} : { tags: JSON.stringify(tags) }),
    });
    return ((await this.#get<Trace[]>(`traces?${query}`)) ?? []).map(spansOf);
  }

  async #get<T>(path: string): Promise<T | undefined> {
    const reply = await fetch(`${this.url}/api/${path}`, { signal: AbortSignal.timeout(10_000) });
    const text = await reply.text();
    if (reply.status === 404) return undefined;
    if (!reply.ok) throw new JaegerFailed(`GET /api/${path}: ${reply.status} ${text}`);
    return (JSON.parse(text) as { data: T }).data;
  }
}

function spansOf({ spans, processes }: Trace): JaegerSpan[] {
  return spans
    .map((span) => read(span, processes[span.processID]?.serviceName ?? ''))
    .sort((a, b) => a.start - b.start);
}

function read(span: Told, service: string): JaegerSpan {
  const parent = span.references.find(({ refType, traceID }) => refType === 'CHILD_OF' && traceID === span.traceID);
  return {
    traceId: span.traceID,
    id: span.spanID,
    service,
    name: span.operationName,
    parent: parent?.spanID,
    links: span.references.filter((ref) => ref !== parent).map(({ traceID, spanID }) => `${traceID}/${spanID}`),
    tags: Object.fromEntries(span.tags.map(({ key, value }) => [key, value])),
    start: span.startTime,
    duration: span.duration,
  };
}

/** The trace as lines, each span under its parent. */
export function tree(spans: readonly JaegerSpan[]): string[] {
  const began = Math.min(...spans.map(({ start }) => start));
  const known = new Set(spans.map(({ id }) => id));
  const under = (parent: string | undefined, depth: number): string[] =>
    spans
      .filter((span) =>
        parent === undefined ? span.parent === undefined || !known.has(span.parent) : span.parent === parent,
      )
      .flatMap((span) => [line(span, depth, began), ...under(span.id, depth + 1)]);
  return under(undefined, 0);
}

function line({ service, name, start, duration }: JaegerSpan, depth: number, began: number): string {
  const what = `${'  '.repeat(depth)}${service}: ${name}`;
  return `${what.padEnd(64)} +${((start - began) / 1000).toFixed(1).padStart(7)} ms ${(duration / 1000).toFixed(1).padStart(8)} ms`;
}
