/** Layers of nesting inside one field of an event; the field's own object is the first. */
export const maxDepth = 40;
/** Keys of one object, the event itself included. */
export const maxKeys = 1000;
/** UTF-16 units of one string; longer ones are cut. */
export const maxText = 1024;
/** Characters of a user or device id, unless the upload's `options.min_id_length` says otherwise. */
export const defaultMinIdLength = 5;
/** The latest moment that a date can be, ms. */
export const latestTime = 8_640_000_000_000_000;

/** What one request of a route may hold. */
export interface RouteLimits {
  /** Bytes of the body after decompression. */
  readonly bytes: number;
  readonly events: number;
  /** Events a second that one user or device may send: said in 429 answers. */
  readonly eventsPerSecond: number;
}

const megabyte = 1024 * 1024;

export const limits = {
  httpapi: { bytes: megabyte, events: 2000, eventsPerSecond: 30 },
  batch: { bytes: 20 * megabyte, events: 2000, eventsPerSecond: 1000 },
  identify: { bytes: megabyte, events: 1024, eventsPerSecond: 30 },
  /** One event a call, says Amplitude. */
  webhook: { bytes: megabyte, events: 1000, eventsPerSecond: 1000 },
  groupidentify: { bytes: megabyte, events: 1024, eventsPerSecond: 30 },
} as const satisfies Record<string, RouteLimits>;
