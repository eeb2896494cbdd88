import { plainExpr, readAlerts, type Alert, type Settings } from './alert-file.ts';
import { type AlertCase, type Story } from './story.ts';

const settings: Settings = { shards: '4', lag: 'kochava_stream_lag', lagSlope: 'deriv(kochava_stream_lag[15m])' };

/** What a Prometheus loads: the chart's alerts, for four shards and any namespace. */
export function alertRules(): object {
  return { groups: [{ name: 'kochava-stream', rules: readAlerts().map(rule) }] };
}

function rule(alert: Alert): object {
  const summary = alert.summary.replaceAll('{{ "{{" }}', '{{').replaceAll('{{ .Values.shards }}', settings.shards);
  return {
    alert: alert.alert,
    expr: plainExpr(alert, settings),
    for: alert.for,
    labels: { severity: alert.severity },
    annotations: { summary },
  };
}

/** The stories, as promtool reads them. `rules`: the file of the above. */
export function alertTests(rules: string, cases: readonly AlertCase[]): object {
  const severity = new Map(readAlerts().map(({ alert, severity: its }) => [alert, its]));
  return {
    rule_files: [rules],
    evaluation_interval: '30s',
    tests: cases.flatMap(({ alert, fires, quiet }) => [
      told(`${alert} fires`, fires, [
        {
          eval_time: fires.at,
          alertname: alert,
          exp_alerts: [
            {
              exp_labels: { ...fires.labels, severity: severity.get(alert) ?? '' },
              exp_annotations: { summary: fires.summary },
            },
          ],
        },
      ]),
      told(
        `${alert} is quiet`,
        quiet,
        (quiet.at ?? allTheTime).map((at) => ({
          eval_time: at,
          alertname: alert,
          exp_alerts: [],
        })),
      ),
    ]),
  };
}

const allTheTime = ['5m', '10m', '15m', '20m', '30m', '40m', '61m'];
const foreign = /^(up|kube_|nats_stream_|process_|nodejs_)/;

function told(name: string, { series }: Story, tests: readonly object[]): object {
  const input = Object.entries(series).map(([of, values]) => ({
    series: foreign.test(of) ? of : `kochava_stream_${of}`,
    values,
  }));
  return { name, interval: '30s', input_series: input, alert_rule_test: tests };
}
