import { type Choice } from '../grafana/dashboard.ts';

/** Matches the syncs that were chosen. */
export const chosen = 'sync=~"$sync"';

export const syncChoice: Choice = {
  name: 'sync',
  label: 'Sync',
  query: 'label_values(kochava_stream_sync_lag_messages{namespace=~"$namespace"}, sync)',
  all: '.+',
};
