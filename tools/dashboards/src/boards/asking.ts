/** Parts of PromQL that every board uses. */

/** The services' own series of the chosen namespaces, with more matchers: `own('shards_owned', 'consumer="config"')`. */
export function own(name: string, ...matchers: string[]): string {
  return `kochava_stream_${name}{${[...matchers, 'namespace=~"$namespace"'].join(', ')}}`;
}

/** Series that every process has: `proc('process_open_fds')`. */
export function proc(name: string, ...matchers: string[]): string {
  return `${name}{${['job="kochava-stream"', ...matchers, 'namespace=~"$namespace"'].join(', ')}}`;
}

/** How much a second. */
export function rate(series: string): string {
  return `rate(${series}[$__rate_interval])`;
}

/** How many in the whole time shown. */
export function inTime(series: string): string {
  return `increase(${series}[$__range])`;
}

/** How many within the last hour, the first of a counter included: it comes into being with it. */
export function lastHour(series: string): string {
  return `(${series} unless max_over_time(${series}[1h] offset 1h)) or increase(${series}[1h])`;
}

/** The sum, by labels or of everything. */
export function sum(of: string, ...labels: string[]): string {
  return aggregated('sum', of, labels);
}

/** For what every pod says alike, or where the worst one counts. */
export function max(of: string, ...labels: string[]): string {
  return aggregated('max', of, labels);
}

function aggregated(how: string, of: string, labels: readonly string[]): string {
  return labels.length === 0 ? `${how}(${of})` : `${how} by (${labels.join(', ')}) (${of})`;
}

/** A percentile of a histogram; `histogram` is the series without `_bucket`. */
export function quantile(q: number, [name, ...matchers]: readonly string[], ...labels: string[]): string {
  const buckets = sum(rate(own(`${name}_bucket`, ...matchers)), 'le', ...labels);
  return `histogram_quantile(${q}, ${buckets})`;
}

/** p50, p95 and p99 as three queries. */
export function percentiles(histogram: readonly string[]): { expr: string; legend: string }[] {
  return [0.5, 0.95, 0.99].map((q) => ({ expr: quantile(q, histogram), legend: `p${q * 100}` }));
}
