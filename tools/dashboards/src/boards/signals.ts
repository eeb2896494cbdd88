import { plainExpr, readAlerts } from '../alerts/alert-file.ts';
import { withMatcher } from '../promql/uses.ts';

/** The condition of an alert, for a dashboard. */
export interface Signal {
  readonly alert: string;
  readonly expr: string;
}

/** Series of other exporters, which need not be there. */
const foreign = /\b(nats|kube)_/;

/** How many shards there are: those that anybody read within a day. */
const shards =
  'scalar(count(count by (shard) (count_over_time(kochava_stream_shard_lag_messages{consumer="transformer"}[1d:15m]))))';

const lag = [
  'sum by (service) (kochava_stream_shard_lag_messages{consumer!="config"})',
  'label_replace(sum(max by (sync, consumer, state) (kochava_stream_sync_lag_messages)), "service", "kochava-dispatcher", "", "")',
].join(' or ');

/** The conditions of all alerts that look at the services' own metrics. */
export function signals(): readonly Signal[] {
  return readAlerts()
    .filter(({ expr }) => !foreign.test(expr))
    .map((alert) => {
      const settings = { shards, lag: `(${lag})`, lagSlope: `deriv((${lag})[15m:1m])` };
      const oneLine = plainExpr(alert, settings).replaceAll(/\s+/g, ' ');
      return { alert: alert.alert, expr: withMatcher(oneLine, 'namespace=~"$namespace"') };
    });
}
