import { type AlertCase, type Story } from './story.ts';

const refused = (per: string): Story['series'] => ({
  'ingest_uploads_total{service="ingest", code="200"}': '0+300x80',
  'ingest_uploads_total{service="ingest", code="429"}': per,
});

/** Cumulative buckets of 100 uploads in each 30 s, of which `slow` take between 1 and 2.5 s. */
const accepted = (slow: number): Story['series'] => ({
  'ingest_accept_seconds_bucket{service="ingest", le="0.1"}': `0+${100 - slow}x80`,
  'ingest_accept_seconds_bucket{service="ingest", le="1"}': `0+${100 - slow}x80`,
  'ingest_accept_seconds_bucket{service="ingest", le="2.5"}': '0+100x80',
  'ingest_accept_seconds_bucket{service="ingest", le="+Inf"}': '0+100x80',
});

const memory = (pod: string): string =>
  `process_resident_memory_bytes{job="kochava-stream", service="ingest", pod="${pod}"}`;
const restarts = 'kube_pod_container_status_restarts_total{pod="rel-kochava-stream-ingest-1"}';

/** Services, and what comes in. */
export const arriving: readonly AlertCase[] = [
  {
    alert: 'KochavaStreamServiceDown',
    fires: {
      series: {
        'up{job="kochava-stream", service="ingest", pod="a"}': '1x3 0x60',
        'up{job="kochava-stream", service="ingest", pod="b"}': '0x60',
        'up{job="kochava-stream", service="config", pod="c"}': '1x60',
      },
      at: '5m',
      labels: { service: 'ingest' },
      summary: 'No pod of ingest answers.',
    },
    quiet: {
      series: {
        'up{job="kochava-stream", service="ingest", pod="a"}': '0x60',
        'up{job="kochava-stream", service="ingest", pod="b"}': '1x60',
        'up{job="something-else", service="other", pod="d"}': '0x60',
      },
    },
  },
  {
    alert: 'IngestRefusesUploads',
    fires: {
      series: refused('0+12x80'),
      at: '20m',
      labels: {},
      summary: '3.846% of the uploads are not taken. SDKs keep them for a while only.',
    },
    quiet: { series: refused('0+2x80') },
  },
  {
    alert: 'IngestAcceptsSlowly',
    fires: { series: accepted(10), at: '30m', labels: {}, summary: 'Storing an upload takes 2.35s (p99).' },
    quiet: { series: accepted(0) },
  },
  {
    alert: 'IngestCannotStore',
    fires: {
      series: { 'ingest_publish_failures_total{service="ingest", reason="timeout"}': '0+1x80' },
      at: '15m',
      labels: { reason: 'timeout' },
      summary: 'Chunks are not stored: timeout.',
    },
    // One bad moment, long ago.
    quiet: { series: { 'ingest_publish_failures_total{service="ingest", reason="timeout"}': '0 3x80' } },
  },
];

/** Limits of the machines. */
export const resources: readonly AlertCase[] = [
  {
    alert: 'StreamFillsUp',
    fires: {
      series: { 'nats_stream_total_bytes{stream_name="DEAD", server_id="1"}': '3000000000x60' },
      at: '20m',
      labels: { stream_name: 'DEAD' },
      summary: 'DEAD is 69.85% full. Full, it takes nothing more.',
    },
    quiet: { series: { 'nats_stream_total_bytes{stream_name="DEAD", server_id="1"}': '2000000000x60' } },
  },
  {
    alert: 'ServiceMemoryHigh',
    fires: {
      series: { [memory('rel-ingest-1')]: '450000000x60' },
      at: '20m',
      labels: { service: 'ingest', pod: 'rel-ingest-1' },
      summary: 'rel-ingest-1 uses 429.2MiB of its limit of 512 MiB.',
    },
    quiet: { series: { [memory('rel-ingest-1')]: '300000000x10 450000000x10 300000000x40' } },
  },
  {
    alert: 'ServiceRestarts',
    fires: {
      series: { [restarts]: '0x9 1x9 2x9 3x9 5x20' },
      at: '20m',
      labels: { pod: 'rel-kochava-stream-ingest-1' },
      summary: 'rel-kochava-stream-ingest-1 has been started 5 times within 30 minutes.',
    },
    quiet: { series: { [restarts]: '0x9 1x60' } },
  },
  {
    alert: 'EventLoopLags',
    fires: {
      series: {
        'nodejs_eventloop_lag_p99_seconds{job="kochava-stream", service="ingest", pod="rel-ingest-1"}': '0.7x60',
      },
      at: '15m',
      labels: { service: 'ingest', pod: 'rel-ingest-1' },
      summary: 'rel-ingest-1 does nothing else for 700ms at a time (p99).',
    },
    quiet: {
      series: {
        'nodejs_eventloop_lag_p99_seconds{job="kochava-stream", service="ingest", pod="rel-ingest-1"}': '0.7x6 0.02x60',
      },
    },
  },
];
