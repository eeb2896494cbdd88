/** A link in a panel's corner. */
export interface PanelLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank?: boolean;
}

export const uids = {
  overview: 'kochava-stream-overview',
  sync: 'kochava-stream-sync',
  operator: 'kochava-stream-operator',
  runbook: 'kochava-stream-runbook',
} as const;

/** `LagGrows` to `lag-grows`: the name of an alert's page. */
export function pageOf(alert: string): string {
  return alert.replaceAll(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}

/** The alert's page of the runbook, on the dashboard that holds all of them. */
export function whatToDo(alert: string): PanelLink {
  return { title: `What to do: ${alert}`, url: runbookUrl(alert) };
}

/** Panels of the runbook's dashboard are told by the name of the alert, which never changes. */
export function runbookUrl(alert: string): string {
  return `/d/${uids.runbook}?viewPanel=${runbookPanel(alert)}`;
}

/** The number of an alert's panel: from its name, so that a new page does not renumber the others. */
export function runbookPanel(alert: string): number {
  let hash = 7;
  for (const char of alert) hash = (hash * 31 + char.charCodeAt(0)) % 1_000_003;
  return hash + 1;
}

/** Another dashboard with the same time and variables. */
export function board(name: keyof typeof uids, title: string): PanelLink {
  return { title, url: `/d/${uids[name]}?\${__url_time_range}&\${namespace:queryparam}` };
}

export interface TraceSearch {
  readonly service: string;
  readonly minDuration?: string;
  readonly tags?: string;
}

/** Traces of the time that the dashboard shows, in Grafana's Explore over the Jaeger data source. */
export function traces(title: string, search: TraceSearch): PanelLink {
  const source = { type: 'jaeger', uid: '${traces}' };
  const query = { refId: 'A', datasource: source, queryType: 'search', limit: 20, ...search };
  const range = { from: '${__from}', to: '${__to}' };
  const panes = { traces: { datasource: source.uid, queries: [query], range } };
  // Grafana fills in its variables only where they stand as they are.
  const kept = (text: string): string => encodeURIComponent(text).replaceAll(/%24%7B(\w+)%7D/g, '${$1}');
  return { title, url: `/explore?schemaVersion=1&orgId=1&panes=${kept(JSON.stringify(panes))}`, targetBlank: true };
}
