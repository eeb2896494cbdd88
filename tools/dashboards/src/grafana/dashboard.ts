import { uids } from './links.ts';
import { placed, type Section } from './layout.ts';
import { type PanelJson } from './panel.ts';
import { metricsSource } from './query.ts';

export interface Board {
  readonly name: keyof typeof uids;
  readonly title: string;
  readonly about: string;
  /** The time shown at first, e.g. `now-6h`. */
  readonly from: string;
  readonly choices: readonly Choice[];
  readonly sections: readonly Section[];
}

/** A variable that people choose, of the values of a label. */
export interface Choice {
  readonly name: string;
  readonly label: string;
  /** What Grafana asks Prometheus: `label_values(series, label)`. */
  readonly query: string;
  /** What "All" matches. */
  readonly all: string;
}

export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly PanelJson[];
  readonly [key: string]: unknown;
}

/** The name of an installation's namespace; there is none outside of Kubernetes, which "All" matches too. */
export const namespace: Choice = {
  name: 'namespace',
  label: 'Namespace',
  query: 'label_values(up{job="kochava-stream"}, namespace)',
  all: '.*',
};

/** A dashboard as Grafana's provisioning reads it from a file. */
export function dashboard({ name, title, about, from, choices, sections }: Board): DashboardJson {
  return shell({ uid: uids[name], title, about, from }, placed(sections), choices.map(variable));
}

interface Shell {
  readonly uid: string;
  readonly title: string;
  readonly about: string;
  readonly from: string;
}

export function shell(
  { uid, title, about, from }: Shell,
  panels: readonly PanelJson[],
  choices: readonly object[],
): DashboardJson {
  return {
    uid,
    title,
    description: about,
    tags: ['kochava-stream'],
    schemaVersion: 41,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    refresh: '30s',
    time: { from, to: 'now' },
    timepicker: {},
    fiscalYearStartMonth: 0,
    weekStart: '',
    liveNow: false,
    links: [others],
    templating: { list: [...sources, ...choices] },
    annotations: { list: annotations },
    panels,
  };
}

const others = {
  type: 'dashboards',
  title: 'kochava-stream',
  tags: ['kochava-stream'],
  asDropdown: false,
  includeVars: true,
  keepTime: true,
  targetBlank: false,
  icon: 'external link',
  tooltip: '',
  url: '',
};

const sources = [source('metrics', 'Metrics', 'prometheus'), source('traces', 'Traces', 'jaeger')];

function source(name: string, label: string, type: string): object {
  const rest = { multi: false, includeAll: false, hide: 0, skipUrlSync: false, refresh: 1, regex: '', options: [] };
  return { type: 'datasource', name, label, query: type, current: { text: type, value: type }, ...rest };
}

function variable({ name, label, query, all }: Choice): object {
  return {
    type: 'query',
    name,
    label,
    datasource: metricsSource,
    definition: query,
    query: { qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' },
    multi: true,
    includeAll: true,
    allValue: all,
    current: { text: ['All'], value: ['$__all'] },
    refresh: 2,
    sort: 1,
    regex: '',
    hide: 0,
    skipUrlSync: false,
    options: [],
  };
}

/** What happened, drawn through every panel. */
export const annotationQueries = {
  alerts: 'ALERTS{alertstate="firing", namespace=~"$namespace"}',
  starts: 'time() - process_start_time_seconds{job="kochava-stream", namespace=~"$namespace"} < 60',
} as const;

const annotations = [
  {
    builtIn: 1,
    datasource: { type: 'grafana', uid: '-- Grafana --' },
    enable: true,
    hide: true,
    iconColor: 'rgba(0, 211, 255, 1)',
    name: 'Annotations & Alerts',
    type: 'dashboard',
  },
  {
    datasource: metricsSource,
    enable: true,
    expr: annotationQueries.alerts,
    iconColor: 'red',
    name: 'Alerts',
    titleFormat: '{{alertname}}',
    textFormat: '{{service}} {{sync}}',
    step: '60s',
  },
  {
    datasource: metricsSource,
    enable: true,
    expr: annotationQueries.starts,
    iconColor: 'blue',
    name: 'Starts',
    titleFormat: '{{service}} was started',
    textFormat: '{{instance}}',
    step: '60s',
  },
];
