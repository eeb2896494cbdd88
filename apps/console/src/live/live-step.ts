/** What happened to an event, or a link, at one moment, as the live stream tells it. */
export interface LiveStep {
  readonly at: string;
  readonly step: 'received' | 'dispatched' | 'retry' | 'accepted' | 'dead';
  readonly kind: 'event' | 'link';
  /** null = before any sync. */
  readonly sync: string | null;
  readonly event: string | null;
  readonly insertId: string | null;
  readonly device: string | null;
  readonly user: string | null;
  readonly traceId: string | null;
  readonly version?: number;
  readonly attempts?: number;
  readonly class?: string;
  readonly dueAt?: string;
  readonly body?: unknown;
}
