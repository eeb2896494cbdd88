/** How much a sync may hold. Characters, items, seconds, days, bytes. */
export const syncLimits = {
  syncName: 100,
  appGuid: 100,
  /** Amplitude cuts names of events and properties here: a longer one is never found in an event. */
  amplitudeName: 1_024,
  /** Kochava publishes none; its own names have at most 21. */
  kochavaName: 256,
  filterValue: 1_024,
  /** An Amplitude project has at most so many event types. */
  events: 2_000,
  /** An Amplitude SDK sends at most about so many properties. */
  properties: 1_000,
  installEvents: 50,
  postbackSecrets: 5,
  filters: 50,
  filterValues: 200,
  settleSeconds: 86_400,
  expireDays: 365,
  /** As JSON: every service gets it as one message of at most 1 MiB. */
  bytes: 500_000,
} as const;
