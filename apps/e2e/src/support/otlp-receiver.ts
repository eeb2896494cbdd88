import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A span as a receiver of OTLP/HTTP (JSON) gets it. */
export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly kind: string;
  /** ms since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  /** `<trace id>/<span id>`. */
  readonly links: readonly string[];
}

export interface OtlpReceiver {
  readonly url: string;
  /** Everything received so far. */
  readonly spans: readonly ReceivedSpan[];
  /** The requests' bodies, for canaries. */
  readonly bodies: readonly string[];
  trace(id: string): ReceivedSpan[];
  close(): Promise<void>;
}

const kinds = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

/** Listens as a collector does, and answers as the protocol asks. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const known = request.method === 'POST' && request.url === '/v1/traces';
      if (known) {
        bodies.push(body);
        spans.push(...spansIn(JSON.parse(body) as Exported));
      }
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    trace: (id) => spans.filter(({ traceId }) => traceId === id).sort((a, b) => a.start - b.start),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly any[] }[];
  }[];
}

function spansIn({ resourceSpans }: Exported): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(valuesOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => read(service, span)));
  });
}

function read(service: string, span: any): ReceivedSpan {
  return {
    service,
    name: span.name,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    kind: kinds[span.kind] ?? '',
    start: Number(span.startTimeUnixNano) / 1e6,
    end: Number(span.endTimeUnixNano) / 1e6,
    attributes: valuesOf(span.attributes),
    failed: span.status.code === 2,
    links: span.links.map((link: { traceId: string; spanId: string }) => `${link.traceId}/${link.spanId}`),
  };
}

function valuesOf(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
