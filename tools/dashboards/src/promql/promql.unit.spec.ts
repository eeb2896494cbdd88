import { tokens } from './tokens.ts';
import { usesOf, withMatcher } from './uses.ts';

it.each([
  ['up', ['up']],
  ['sum by (a, b) (rate(x_total{c="1", d!~"e|f"}[5m])) / y > 0.5', ['x_total{c,d}', 'y', ': a,b']],
  ['sum(x) by (a) or vector(0)', ['x', ': a']],
  ['histogram_quantile(0.99, sum by (le) (rate(x_bucket[$__rate_interval])))', ['x_bucket', ': le']],
  ['label_replace(vector(0), "reason", "none", "", "")', []],
  ['x and on (a) y unless ignoring(b) group_left (c) z offset 5m', ['x', 'y', 'z', ': a,b,c']],
  ['max_over_time(x{}[1d:15m]) == bool 1e-3', ['x']],
  ['deriv(rule:lag:sum[15m])', ['rule:lag:sum']],
])('finds the metrics and labels of %s', (expr, expected) => {
  const { metrics, grouping } = usesOf(expr);
  const found = metrics.map(({ metric, labels }) => (labels.length === 0 ? metric : `${metric}{${labels.join()}}`));
  expect([...found, ...(grouping.length === 0 ? [] : [`: ${grouping.join()}`])]).toEqual(expected);
});

it('refuses what is no PromQL', () => {
  expect(() => tokens('sum(x) ; y')).toThrow('not PromQL at "; y"');
});

it.each([
  ['x', 'x{n="1"}'],
  ['x{}', 'x{n="1"}'],
  ['x {a="{"}', 'x{n="1", a="{"}'],
  ['sum by (x) (rate(x{x="2"}[5m])) > 1 and y', 'sum by (x) (rate(x{n="1", x="2"}[5m])) > 1 and y{n="1"}'],
  ['vector(0) > 1', 'vector(0) > 1'],
])('puts a matcher into every selector of %s', (expr, expected) => {
  expect(withMatcher(expr, 'n="1"')).toBe(expected);
});
