/** One meaning, one colour, on every board. */
export const outcomeColors = {
  accepted: 'green',
  retry: 'yellow',
  dead: 'red',
  filtered: 'blue',
  dropped: 'orange',
  duplicate: 'purple',
  unrouted: 'text',
} as const;

/** How Kochava's reply was read. */
export const classColors = {
  accepted: 'green',
  'accepted-reply-not-understood': 'light-green',
  throttled: 'yellow',
  'server-error': 'orange',
  timeout: 'light-orange',
  'network-error': 'dark-orange',
  'success-false': 'light-yellow',
  'reply-not-understood': 'dark-yellow',
  'credentials-refused': 'purple',
  refused: 'red',
  redirect: 'light-red',
  'horizon-passed': 'dark-red',
} as const;

export const codeColors = { '/^200$/': 'green', '/^4(?!29)/': 'blue', '/^429$/': 'orange', '/^5/': 'red' } as const;

export const percentileColors = { p50: 'green', p95: 'yellow', p99: 'orange' } as const;

export const serviceColors = {
  ingest: 'blue',
  transformer: 'green',
  'identity-linker': 'purple',
  'kochava-dispatcher': 'orange',
  config: 'super-light-blue',
} as const;

export const ageColors = {
  'under-1h': 'super-light-blue',
  '1h-1d': 'light-blue',
  '1d-7d': 'blue',
  '7d-30d': 'dark-blue',
  'over-30d': 'red',
} as const;

/** What a held link waits for. */
export const waitColors = {
  unconfirmed: 'blue',
  'no-identifier': 'orange',
  'behind-in-flight': 'light-blue',
  due: 'green',
} as const;
