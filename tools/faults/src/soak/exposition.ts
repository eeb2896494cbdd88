/** The values of a metric in what a service tells Prometheus, whatever their labels. */
function valuesOf(text: string, metric: string): number[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
}

/** undefined = it is not told. */
export function totalOf(text: string, metric: string): number | undefined {
  const values = valuesOf(text, metric);
  return values.length === 0 ? undefined : values.reduce((all, each) => all + each, 0);
}

export function mostOf(text: string, metric: string): number | undefined {
  const values = valuesOf(text, metric);
  return values.length === 0 ? undefined : Math.max(...values);
}
