import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics/metrics.ts';
import { isSampled, traceId } from './traceparent.ts';
import { Tracing } from './tracing.ts';

const logger = createLogger({ service: 'spec', level: 'silent' });

interface Span {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly links: { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code: number };
}

/** Answers every export with `status`; undefined = never answers. */
async function collector(status: number | undefined): Promise<{ url: string; spans: Span[]; server: Server }> {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      spans.push(...body.resourceSpans.flatMap((each: any) => each.scopeSpans.flatMap((scope: any) => scope.spans)));
      if (status !== undefined) response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans, server };
}

function spanOf(spans: readonly Span[], name: string, trace?: string): Span {
  const found = spans.filter((span) => span.name === name && (trace === undefined || span.traceId === trace));
  expect([name, found.length]).toEqual([name, 1]);
  return found[0] as Span;
}

const tracingTo = (endpoint: string, metrics: Metrics, ratio = 1) =>
  new Tracing({ service: 'spec', endpoint, ratio, metrics, logger });

describe('traces', () => {
  it('are not there without a collector: places pass through as they came', () => {
    const off = new Tracing();
    const client = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    expect([off.on, off.begin(), off.begin(client), off.always(client), off.always(undefined)]).toEqual([
      false,
      undefined,
      client,
      client,
      undefined,
    ]);
    expect(off.span('x', { role: 'internal' })).toBeUndefined();
    expect(off.shared('x', { role: 'internal' }, [client])).toBeUndefined();
  });

  it('put what several caused into each of their traces, once, linked to the one that has it all', async () => {
    const { url, spans, server } = await collector(200);
    const tracing = tracingTo(url, new Metrics('spec'));
    const a = tracing.begin() as string;
    const b = tracing.begin() as string;
    const quiet = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00';
    const shared = tracing.shared('work', { role: 'consumer' }, [a, quiet, b, a, undefined]);
    tracing.sampled('inside', { role: 'client', parent: shared?.within(b) })?.end();
    expect([shared?.within(quiet), shared?.within(undefined)]).toEqual([quiet, undefined]);
    shared?.fail('broken');
    shared?.end();
    await tracing.close();
    server.close();
    expect(spans.map(({ name }) => name).sort()).toEqual(['inside', 'work', 'work']);
    const first = spanOf(spans, 'work', traceId(a));
    const second = spanOf(spans, 'work', traceId(b));
    expect(first.parentSpanId).toBe(a.slice(36, 52));
    expect(first.links.map((link) => link.traceId)).toEqual([traceId(b)]);
    expect(second.links).toEqual([expect.objectContaining({ traceId: first.traceId, spanId: first.spanId })]);
    expect(spanOf(spans, 'inside').parentSpanId).toBe(second.spanId);
    expect([first.status.code, second.status.code]).toEqual([2, 2]);
  });

  it('are recorded at the place that was handed out before', async () => {
    const { url, spans, server } = await collector(200);
    const tracing = tracingTo(url, new Metrics('spec'), 0);
    const place = tracing.begin() ?? '';
    expect([isSampled(place), isSampled(tracing.always(place))]).toEqual([false, true]);
    tracing.span('late', { role: 'server', at: place, since: Date.now() - 500 })?.end();
    tracing.span('next', { role: 'server' })?.end();
    await tracing.close();
    server.close();
    const late = spanOf(spans, 'late');
    expect(`00-${late.traceId}-${late.spanId}-00`).toBe(place);
    expect(spanOf(spans, 'next').traceId).not.toBe(late.traceId);
  });

  it.each([
    ['refuses', 400],
    ['is silent', undefined],
  ])('stop in time where the collector %s, and say what was lost', async (_how, status) => {
    const { url, server } = await collector(status);
    const metrics = new Metrics('spec');
    const tracing = tracingTo(url, metrics);
    for (let n = 0; n < 20; n += 1) tracing.span('lost', { role: 'internal' })?.end();
    const began = performance.now();
    await tracing.close();
    expect(performance.now() - began).toBeLessThan(3_000);
    const text = await metrics.registry.metrics();
    if (status !== undefined) expect(text).toMatch(/trace_spans_total\{[^}]*result="failed"[^}]*\} 20/);
    server.closeAllConnections();
    server.close();
  });
});
