const units = [
  { name: 'day', ms: 86_400_000 },
  { name: 'hour', ms: 3_600_000 },
  { name: 'minute', ms: 60_000 },
  { name: 'second', ms: 1000 },
] as const;

/** "3 minutes ago", "in 2 hours"; both in milliseconds since the epoch. */
export function ago(at: number, now: number): string {
  const distance = Math.abs(now - at);
  const unit = units.find(({ ms }) => distance >= ms);
  if (unit === undefined) return 'now';
  // What has just been given 90 days has not 89.
  const whole = at <= now ? Math.floor(distance / unit.ms) : Math.round(distance / unit.ms);
  const said = counted(whole, unit.name);
  return at <= now ? `${said} ago` : `in ${said}`;
}

/** "1 event", "2 events". */
export function counted(n: number, thing: string): string {
  return `${n.toLocaleString('en')} ${thing}${n === 1 ? '' : 's'}`;
}
