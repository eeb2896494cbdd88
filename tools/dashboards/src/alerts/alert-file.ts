import { load } from 'js-yaml';
import { textOf } from '../repository.ts';

/** An alert of the chart, its expression still with what Helm fills in. */
export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: 'page' | 'ticket';
  readonly summary: string;
}

const files = 'deploy/helm/kochava-stream/files';

export function readAlerts(): readonly Alert[] {
  return (load(textOf(`${files}/alerts.yaml`)) as { alerts: Alert[] }).alerts;
}

/** PromQL of how much waits for a service, by service. */
export function readLagQueries(): Readonly<Record<string, string>> {
  return load(textOf(`${files}/lag-queries.yaml`)) as Record<string, string>;
}

/** What stands for Helm's values in an expression. */
export interface Settings {
  readonly shards: string;
  /** The recorded series of the lag. */
  readonly lag: string;
  /** Its slope over 15 minutes. */
  readonly lagSlope: string;
}

const helm: readonly (readonly [RegExp, (settings: Settings) => string])[] = [
  // One line for each stream: one of them will do.
  [/\{\{- range [^}]*\}\}([^]*?)\{\{- end \}\}/g, () => '$1'],
  [/\{\{ \$stream \}\}/g, () => 'DEAD'],
  [/\{\{ int64 \$bytes \}\}/g, () => '4294967296'],
  [/(, )?(namespace|pod)=~?"\{\{[^}]*\}\}[^"]*"/g, () => ''],
  [/\{\s*, /g, () => '{'],
  [/deriv\(\{\{ \.Values\.autoscaling\.lagMetric \}\}\[15m\]\)/g, ({ lagSlope }) => lagSlope],
  [/\{\{ \.Values\.autoscaling\.lagMetric \}\}/g, ({ lag }) => lag],
  [/\{\{ \.Values\.shards \}\}/g, ({ shards }) => shards],
  [/\{\{ mul 2 \.Values\.shards \}\}/g, ({ shards }) => `2 * ${shards}`],
];

/** The expression without Helm, for every namespace. @throws Error when something of Helm is left */
export function plainExpr({ alert, expr }: Alert, settings: Settings): string {
  const plain = helm.reduce((text, [pattern, put]) => text.replaceAll(pattern, put(settings)), expr).trim();
  if (plain.includes('{{')) throw new Error(`${alert}: something of Helm is left in: ${plain}`);
  return plain;
}
