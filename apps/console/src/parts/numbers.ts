const whole = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** 1,234; from 100,000 on 123.5K. */
export function count(n: number): string {
  return Math.abs(n) < 100_000 ? whole.format(n) : compact.format(n);
}

/** 0.9987 as 99.87 %; never rounded up to 100 %. */
export function share(part: number | null): string {
  if (part === null) return '–';
  const percent = Math.floor(part * 10_000) / 100;
  return `${Number.isInteger(percent) ? percent : percent.toFixed(2)} %`;
}

/** Seconds as people say them: 85 ms, 1.3 s, 4 min. */
export function seconds(value: number | null): string {
  if (value === null) return '–';
  if (value < 1) return `${Math.round(value * 1000)} ms`;
  if (value < 90) return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
  return value < 5400 ? `${Math.round(value / 60)} min` : `${Math.round(value / 3600)} h`;
}
