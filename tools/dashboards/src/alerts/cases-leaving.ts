import { type AlertCase, settled } from './story.ts';

/** Kochava. */
export const leaving: readonly AlertCase[] = [
  {
    alert: 'DispatchConsumerLost',
    fires: {
      series: { 'dispatch_consumer_lost{sync="sy_a", consumer="retry", pod="a"}': '0x2 1x60' },
      at: '5m',
      labels: { sync: 'sy_a', consumer: 'retry' },
      summary: 'The retry consumer of sync sy_a is gone: nothing of it is sent.',
    },
    quiet: { series: { 'dispatch_consumer_lost{sync="sy_a", consumer="retry", pod="a"}': '0x60' } },
  },
  {
    alert: 'KochavaCredentialsRefused',
    fires: {
      series: { 'dispatch_gate_closed{sync="sy_a", reason="credentials-refused"}': '1x60' },
      at: '5m',
      labels: { sync: 'sy_a', reason: 'credentials-refused' },
      summary: 'Sync sy_a sends nothing: credentials-refused.',
    },
    quiet: {
      series: {
        'dispatch_gate_closed{sync="sy_a", reason="disabled"}': '1x60',
        'dispatch_gate_closed{sync="sy_a", reason="credentials-refused"}': '0x60',
      },
    },
  },
  {
    alert: 'KochavaUnreachable',
    fires: {
      series: { 'dispatch_gate_closed{sync="sy_a", reason="breaker-open"}': '1x60' },
      at: '20m',
      labels: { sync: 'sy_a', reason: 'breaker-open' },
      summary: 'Sync sy_a has waited for Kochava for 15 minutes: breaker-open.',
    },
    // A minute of it in every ten.
    quiet: { series: { 'dispatch_gate_closed{sync="sy_a", reason="throttled"}': '1x1 0x17 1x1 0x17 1x1 0x17 1x1' } },
  },
  {
    alert: 'KochavaRefusesRequests',
    fires: {
      series: {
        'dispatch_outcomes_total{sync="sy_a", kind="event", outcome="dead", class="horizon-passed"}': '_x10 1x60',
      },
      at: '12m',
      labels: { sync: 'sy_a' },
      summary: 'Requests of sync sy_a become dead letters.',
    },
    quiet: {
      at: settled,
      series: {
        'dispatch_outcomes_total{sync="sy_a", kind="event", outcome="retry", class="server-error"}': '0+10x300',
        'dispatch_outcomes_total{sync="sy_a", kind="event", outcome="dead", class="refused"}': '9x300',
      },
    },
  },
  {
    alert: 'DispatchStandsStill',
    fires: {
      series: { 'dispatch_stalls_total{sync="sy_a"}': '0 0+1x10 10x20' },
      at: '12m',
      labels: { sync: 'sy_a' },
      summary: 'The consumer of sync sy_a keeps being started anew.',
    },
    quiet: { series: { 'dispatch_stalls_total{sync="sy_a"}': '0 1x60' } },
  },
  {
    alert: 'DispatchWaitsLong',
    fires: {
      series: {
        'sync_oldest_waiting_seconds{sync="sy_a", pod="a"}': '0+30x100',
        'dispatch_gate_closed{sync="sy_a", reason="breaker-open"}': '0x100',
        'dispatch_gate_closed{sync="sy_b", reason="breaker-open"}': '1x100',
      },
      at: '30m',
      labels: { sync: 'sy_a' },
      summary: 'Sync sy_a may send, and its oldest message has waited 30m 0s.',
    },
    // It may not: other alerts say why.
    quiet: {
      series: {
        'sync_oldest_waiting_seconds{sync="sy_a", pod="a"}': '0+30x130',
        'dispatch_gate_closed{sync="sy_a", reason="disabled"}': '1x130',
      },
    },
  },
  {
    alert: 'HoldsOverdue',
    fires: {
      series: { 'link_hold_overdue_seconds{sync="sy_a", pod="a"}': '0x4 0+30x80' },
      at: '30m',
      labels: { sync: 'sy_a' },
      summary: 'The oldest hold of sync sy_a should have been released or have expired 27m 30s ago.',
    },
    quiet: { series: { 'link_hold_overdue_seconds{sync="sy_a", pod="a"}': '0 60 120 0x100' } },
  },
];
