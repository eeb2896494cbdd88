/** What all charts over time have in common. */
export const timeChart = {
  h: 220,
  dataKey: 'at',
  withLegend: true,
  gridAxis: 'x',
  xAxisProps: { minTickGap: 40 },
  tooltipAnimationDuration: 100,
} as const;

const dayMs = 86_400_000;

/** Times of a day by the clock; of many days with the date. */
export function timeLabel({ start, end }: { readonly start: string; readonly end: string }): (at: string) => string {
  const days = Date.parse(end) - Date.parse(start) > 2 * dayMs;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const options: Intl.DateTimeFormatOptions = days ? { day: 'numeric', month: 'short', ...clock } : clock;
  return (at) => new Date(at).toLocaleString('en', options);
}

/** More bars than these would be thinner than a pixel on a narrow screen. */
export const mostBars = 100;
