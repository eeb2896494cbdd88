import { graph, stat } from '../grafana/kinds.ts';
import { traces, whatToDo } from '../grafana/links.ts';
import { wrongFrom, type Panel } from '../grafana/panel.ts';
import { max, own, percentiles, quantile, rate, sum } from './asking.ts';
import { percentileColors } from './colors.ts';

const everyPod = 'every pod of config asks';

export const natsPanels: readonly Panel[] = [
  stat({
    title: 'Synced before acknowledged',
    about: `Whether each NATS server syncs every message to disk before it acknowledges it, as it says itself; ${everyPod}. Normal: yes. "NO" means that a 200 is a promise nobody keeps: set sync_interval: always at once.`,
    width: 6,
    height: 4,
    queries: [{ expr: `min by (server) (${own('nats_fsync_always')})`, legend: '{{server}}' }],
    unit: 'short',
    steps: [
      { color: 'red', value: null },
      { color: 'green', value: 1 },
    ],
    words: { 0: ['NO', 'red'], 1: ['yes', 'green'] },
    named: true,
    graph: false,
    links: [whatToDo('FsyncNotAlways')],
  }),
  stat({
    title: 'Monitoring answers',
    about: `Whether each NATS server answers ${everyPod} for the proof beside this. No answer, no proof.`,
    width: 6,
    height: 4,
    queries: [{ expr: `max by (server) (${own('nats_monitor_up')})`, legend: '{{server}}' }],
    unit: 'short',
    steps: [
      { color: 'red', value: null },
      { color: 'green', value: 1 },
    ],
    words: { 0: ['no', 'red'], 1: ['yes', 'green'] },
    named: true,
    graph: false,
    links: [whatToDo('FsyncNotProven')],
  }),
  stat({
    title: 'Bytes waiting in ingest',
    about:
      'Of uploads that wait to be stored. Near MAX_WAITING_BYTES (64 MiB): uploads are about to be refused with 429.',
    width: 6,
    height: 4,
    queries: [{ expr: max(own('ingest_waiting_bytes')), legend: 'waiting' }],
    unit: 'bytes',
    steps: wrongFrom(48 * 1024 * 1024, 'orange'),
    links: [whatToDo('IngestRefusesUploads')],
  }),
  stat({
    title: 'Bodies being read',
    about: 'Bytes of uploads that are on their way into ingest.',
    width: 6,
    height: 4,
    queries: [{ expr: sum(own('ingest_reading_bytes')), legend: 'reading' }],
    unit: 'bytes',
    steps: [{ color: 'blue', value: null }],
  }),
  graph({
    title: 'Publish latency',
    about:
      'From publishing a chunk to its acknowledgement, after the disk was synced. Normal: a few milliseconds on an SSD; it is what a disk can do.',
    queries: percentiles(['ingest_publish_seconds']),
    unit: 's',
    colors: percentileColors,
    links: [whatToDo('IngestAcceptsSlowly'), traces('Slow publications', { service: 'ingest', minDuration: '100ms' })],
  }),
  graph({
    title: 'Not stored',
    about: 'Chunks that could not be stored and uploads that were refused for it, a second, by cause. Normal: 0.',
    queries: [
      { expr: sum(rate(own('ingest_publish_failures_total')), 'reason'), legend: 'chunk: {{reason}}', none: 'none' },
      { expr: sum(rate(own('ingest_refusals_total')), 'reason'), legend: 'upload: {{reason}}' },
    ],
    unit: 'short',
    links: [whatToDo('IngestCannotStore'), whatToDo('StreamFillsUp')],
  }),
  graph({
    title: 'Wait of a chunk for its turn',
    about: 'Before it is published. Grows when the disk is the limit.',
    queries: percentiles(['ingest_chunk_wait_seconds']),
    unit: 's',
    colors: percentileColors,
    links: [whatToDo('IngestAcceptsSlowly')],
  }),
  graph({
    title: 'Uploads in a chunk',
    width: 12,
    about:
      'How many uploads share one synced write, p50 and p95: more under load, which is what lets one disk keep up.',
    queries: [
      { expr: quantile(0.5, ['ingest_chunk_uploads']), legend: 'p50' },
      { expr: quantile(0.95, ['ingest_chunk_uploads']), legend: 'p95' },
    ],
    unit: 'short',
    colors: percentileColors,
  }),
  graph({
    title: 'Size of chunks',
    width: 12,
    about: 'Bytes of a stored chunk, p50 and p95. The largest message is 1 MiB.',
    queries: [
      { expr: quantile(0.5, ['ingest_chunk_bytes']), legend: 'p50' },
      { expr: quantile(0.95, ['ingest_chunk_bytes']), legend: 'p95' },
    ],
    unit: 'bytes',
    colors: percentileColors,
  }),
];

export const bookPanels: readonly Panel[] = [
  graph({
    title: 'Difference of the books',
    about: 'routed − filtered − dropped − dispatched, by sync. 0 at any time, or events are unaccounted for: a defect.',
    queries: [{ expr: max(own('reconciliation_difference'), 'sync'), legend: '{{sync}}', none: 'none' }],
    unit: 'short',
    limits: true,
    steps: wrongFrom(1),
    links: [whatToDo('ReconciliationDifference')],
  }),
  graph({
    title: 'Unaccounted',
    about:
      'In flight by the books although nothing waits anywhere, for two minutes, by sync. 0, or an outcome was lost: a defect.',
    queries: [{ expr: max(own('reconciliation_unaccounted'), 'sync'), legend: '{{sync}}', none: 'none' }],
    unit: 'short',
    limits: true,
    steps: wrongFrom(1),
    links: [whatToDo('EventsUnaccounted')],
  }),
  graph({
    title: 'Links that could not be asked for',
    about:
      'A second, by reason: events without a device that Kochava could know, and values that were cut to what it takes.',
    queries: [{ expr: sum(rate(own('transformer_link_notes_total')), 'reason'), legend: '{{reason}}', none: 'none' }],
    unit: 'short',
  }),
];
