import { graph } from '../grafana/kinds.ts';
import { traces, whatToDo } from '../grafana/links.ts';
import { wrongFrom, type Panel } from '../grafana/panel.ts';
import { own, proc, quantile, rate, sum } from './asking.ts';
import { serviceColors } from './colors.ts';

const chosen = 'service=~"$service"';
const mebibyte = 1024 * 1024;

/** Rate, errors and duration of what each service is asked; health and metrics are counted apart. */
export const servicePanels: readonly Panel[] = [
  graph({
    title: 'Requests by service',
    about:
      'HTTP requests a second, without those for health and metrics. transformer, identity-linker and kochava-dispatcher are asked nothing else.',
    queries: [
      {
        expr: sum(rate(own('http_request_duration_seconds_count', chosen)), 'service'),
        legend: '{{service}}',
        none: 'ingest',
      },
    ],
    unit: 'reqps',
    colors: serviceColors,
  }),
  graph({
    title: 'Requests that failed',
    about:
      'Share of requests answered 4xx and 5xx, by service. 5xx is never normal; 4xx is what senders do wrong, and 429.',
    queries: [
      {
        expr: `${sum(rate(own('http_request_duration_seconds_count', chosen, 'status=~"4xx|5xx"')), 'service', 'status')} / on (service) group_left () (${sum(rate(own('http_request_duration_seconds_count', chosen)), 'service')} > 0)`,
        legend: '{{service}} {{status}}',
        none: 'none',
      },
    ],
    unit: 'percentunit',
    colors: { '/5xx/': 'red', '/4xx/': 'orange' },
    links: [
      whatToDo('IngestRefusesUploads'),
      traces('Requests that failed', { service: 'ingest', tags: 'error=true' }),
    ],
  }),
  graph({
    title: 'Duration of requests, p95',
    about: 'From the head of a request to the end of its answer. Slow senders count: compare with the accept latency.',
    queries: [
      {
        expr: quantile(0.95, ['http_request_duration_seconds', chosen], 'service'),
        legend: '{{service}}',
        none: 'ingest',
      },
    ],
    unit: 's',
    colors: serviceColors,
  }),
  graph({
    title: 'Busiest routes',
    about: 'Requests a second of the ten busiest routes. `none`: a path that there is not.',
    width: 12,
    queries: [
      {
        expr: `topk(10, ${sum(rate(own('http_request_duration_seconds_count', chosen)), 'service', 'method', 'route')})`,
        legend: '{{service}} {{method}} {{route}}',
        none: 'none',
      },
    ],
    unit: 'reqps',
  }),
  graph({
    title: 'Not ready',
    about:
      'Probes of readiness that were answered 503, a second, by service. Normal: 0, but while a service starts or ends, or has lost NATS or Postgres.',
    width: 12,
    queries: [
      {
        expr: sum(rate(own('http_ops_requests_total', chosen, 'route="/readyz"', 'status!="2xx"')), 'service'),
        legend: '{{service}}',
        none: 'none',
      },
    ],
    unit: 'reqps',
    colors: serviceColors,
    links: [whatToDo('KochavaStreamServiceDown')],
  }),
];

export const processPanels: readonly Panel[] = [
  graph({
    title: 'Resident memory',
    about: 'By process. The limit of a pod is 512 MiB, an alert comes at 400. Normal: 100 to 250 MiB, flat.',
    queries: [{ expr: proc('process_resident_memory_bytes', chosen), legend: '{{service}} {{instance}}' }],
    unit: 'bytes',
    limits: true,
    steps: [...wrongFrom(400 * mebibyte, 'orange'), { color: 'red', value: 512 * mebibyte }],
    links: [whatToDo('ServiceMemoryHigh')],
  }),
  graph({
    title: 'Heap used',
    about: 'What JavaScript holds. Grows with the load and comes back; a slope over days is a leak.',
    queries: [{ expr: proc('nodejs_heap_size_used_bytes', chosen), legend: '{{service}} {{instance}}' }],
    unit: 'bytes',
    links: [whatToDo('ServiceMemoryHigh')],
  }),
  graph({
    title: 'CPU',
    about: 'Cores used by process. Near 1: its JavaScript is the limit, add pods.',
    queries: [{ expr: rate(proc('process_cpu_seconds_total', chosen)), legend: '{{service}} {{instance}}' }],
    unit: 'short',
    decimals: 2,
    limits: true,
    steps: wrongFrom(0.9, 'orange'),
  }),
  graph({
    title: 'Event-loop lag, p99',
    about: 'How late timers fire. Normal: below 50 ms. High: long work in one turn, or no CPU.',
    queries: [{ expr: proc('nodejs_eventloop_lag_p99_seconds', chosen), legend: '{{service}} {{instance}}' }],
    unit: 's',
    limits: true,
    steps: wrongFrom(0.2, 'orange'),
    links: [whatToDo('EventLoopLags'), whatToDo('LeasesChangeHands')],
  }),
  graph({
    title: 'Garbage collection',
    about:
      'Share of the time spent in it, by kind. Normal: below 5 %. High with a full heap: the process needs more memory or less load.',
    queries: [
      {
        expr: sum(rate(proc('nodejs_gc_duration_seconds_sum', chosen)), 'service', 'kind'),
        legend: '{{service}} {{kind}}',
      },
    ],
    unit: 'percentunit',
    links: [whatToDo('ServiceMemoryHigh')],
  }),
  graph({
    title: 'Uptime',
    about: 'Since each process was started. A saw-tooth: it ends and is started again.',
    queries: [{ expr: `time() - ${proc('process_start_time_seconds', chosen)}`, legend: '{{service}} {{instance}}' }],
    unit: 's',
    links: [whatToDo('ServiceRestarts')],
  }),
  graph({
    title: 'Open files and connections',
    about: 'By process. Normal: flat. A slope is a leak of connections.',
    width: 12,
    queries: [{ expr: proc('process_open_fds', chosen), legend: '{{service}} {{instance}}' }],
    unit: 'short',
  }),
  graph({
    title: 'Spans sent to the collector',
    about:
      'Spans of traces a second. failed: the collector does not take them, traces have holes; nothing else depends on it.',
    width: 12,
    queries: [
      {
        expr: sum(rate(own('trace_spans_total', chosen)), 'result'),
        legend: '{{result}}',
        none: 'sent',
        rare: 'only with a collector',
      },
    ],
    unit: 'short',
    colors: { sent: 'green', failed: 'red' },
  }),
];
