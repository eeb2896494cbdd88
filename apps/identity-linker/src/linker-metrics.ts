import { holdStates } from '@kochava-stream/domain/identity';
import { counter, gauge, syncLabel } from '@kochava-stream/observability';
import { holdAges } from './store/hold-counts.ts';

/** What the identity-linker counts beside what every stateful consumer does: of the shards that it owns. */
export const linkerMetrics = {
  holds: gauge(
    'link_holds',
    'devices with held links, by how long they have been held; counted every minute, estimated beyond a quarter of a million',
    {
      unit: 'devices',
      labels: { sync: syncLabel, age: holdAges },
    },
  ),
  confirmations: counter(
    'link_confirmations_total',
    'devices that became known to be at Kochava, by what said so first',
    {
      unit: 'devices',
      labels: { source: ['event', 'postback', 'import', 'install-event', 'install-sync', 'by-hand'] },
    },
  ),
  waiting: gauge(
    'link_holds_waiting',
    'devices with held links, by what they wait for: their confirmation, an identifier that Kochava has seen, the end of an earlier link, or only their time; counted as link_holds',
    { unit: 'devices', labels: { sync: syncLabel, state: holdStates } },
  ),
  oldest: gauge('link_hold_oldest_seconds', 'how long the oldest hold has lasted; 0 = none', {
    unit: 'seconds',
    labels: { sync: syncLabel },
    joined: 'max',
  }),
  overdue: gauge(
    'link_hold_overdue_seconds',
    'how long ago a hold that is still there should have been released (of a sync that sends) or expired; 0 = none',
    { unit: 'seconds', labels: { sync: syncLabel }, joined: 'max' },
  ),
  counting: gauge('link_holds_counting_seconds', 'how long it took to count the holds, last time', {
    unit: 'seconds',
  }),
};
