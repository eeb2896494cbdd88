/** One query of a panel. */
export interface Query {
  /** PromQL; `$namespace`, `$sync`, `$service` and `$__rate_interval` are filled in by Grafana. */
  readonly expr: string;
  /** Grafana's legend, with `{{label}}`. */
  readonly legend: string;
  /** What is drawn while there is no series at all: 0 under this legend. Absent: nothing is drawn. */
  readonly none?: string;
  /** The last value alone, not its history. */
  readonly instant?: boolean;
  /** Why a system that runs well, or ill in the ways that can be tried, has no such series. */
  readonly rare?: string;
}

/** What Grafana sends to Prometheus: with a zero where nothing has been counted yet. */
export function sent({ expr, none, legend }: Query): string {
  if (none === undefined) return expr;
  const label = /\{\{(\w+)\}\}/.exec(legend)?.[1];
  const zero = label === undefined ? 'vector(0)' : `label_replace(vector(0), "${label}", "${none}", "", "")`;
  return `(${expr}) or on() ${zero}`;
}

export interface Target {
  readonly refId: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly expr: string;
  readonly legendFormat: string;
  readonly editorMode: 'code';
  readonly range: boolean;
  readonly instant: boolean;
  readonly format: 'time_series' | 'table' | 'heatmap';
}

export function target(query: Query, index: number, format: Target['format'] = 'time_series'): Target {
  return {
    refId: String.fromCharCode(65 + index),
    datasource: metricsSource,
    expr: sent(query),
    legendFormat: query.legend,
    editorMode: 'code',
    range: query.instant !== true,
    instant: query.instant === true,
    format,
  };
}

/** Chosen on the dashboard, so that any Grafana can show it. */
export const metricsSource = { type: 'prometheus', uid: '${metrics}' };
