/** What happened to an event, or a link, at one moment. */
export interface Step {
  /** ms */
  readonly at: number;
  readonly step: 'received' | 'dispatched' | 'retry' | 'accepted' | 'dead';
  readonly kind: 'event' | 'link';
  /** null: before any sync. */
  readonly sync: string | null;
  readonly event: string | null;
  readonly insertId: string | null;
  /** The app's device_id, or Kochava's where that is all there is. */
  readonly device: string | null;
  readonly user: string | null;
  readonly traceId: string | null;
  /** Version of the sync that it was mapped with. */
  readonly version?: number;
  readonly attempts?: number;
  readonly class?: string;
  readonly status?: number | null;
  /** When it is tried again, ms. */
  readonly dueAt?: number;
  /** The event as it came, the request as it leaves. */
  readonly body?: unknown;
}

/** What the steps of one event have in common. */
export type About = Pick<Step, 'event' | 'insertId' | 'device' | 'user' | 'traceId'>;
