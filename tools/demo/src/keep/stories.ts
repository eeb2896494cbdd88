/** How a sync does at one time. */
export interface Moment {
  /** Share of its usual events. */
  readonly volume: number;
  /** Share of events that Kochava refuses for good. */
  readonly refused: number;
  /** Share of events that need another attempt. */
  readonly retried: number;
  /** Times the usual latency. */
  readonly slow: number;
}

/** What happened to one sync in two weeks. */
export interface Story {
  /** Its name. */
  readonly sync: string;
  /** Of the project's events, those that it sends. */
  readonly part: number;
  /** Changed user properties, for each event that it sends. */
  readonly links: number;
  readonly when: (hoursAgo: number) => Moment;
}

const usual: Moment = { volume: 1, refused: 0, retried: 0.008, slow: 1 };

/** One good life, one with a bad evening and a mistake of today, one that ended when a key was changed. */
export const stories: readonly Story[] = [
  {
    sync: 'iOS purchases',
    part: 0.24,
    links: 0.2,
    when: (hoursAgo) => (between(hoursAgo, 6.5, 9) ? { ...usual, retried: 0.3, slow: 3.5 } : usual),
  },
  {
    sync: 'Android purchases',
    part: 0.28,
    links: 0.15,
    when: (hoursAgo) => {
      if (hoursAgo < 0.6) return { ...usual, refused: 0.11 };
      if (between(hoursAgo, 6.5, 9)) return { ...usual, refused: 0.02, retried: 0.35, slow: 4 };
      return { ...usual, refused: between(hoursAgo, 60, 64) ? 0.06 : 0.003 };
    },
  },
  {
    sync: 'Partner app',
    part: 0.1,
    links: 0,
    when: (hoursAgo) => ({ ...usual, volume: hoursAgo < 0.8 ? 0 : 1 }),
  },
];

function between(hours: number, from: number, to: number): boolean {
  return hours >= from && hours < to;
}
