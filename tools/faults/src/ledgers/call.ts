/** One request as Kochava's stand-in wrote it down. Times in ms since the epoch. */
export interface Call {
  readonly kind: 'event' | 'link' | 'other';
  /** The event's insert_id. */
  readonly id: string | null;
  /** Number of the device that the identifiers in it belong to. */
  readonly device: number | null;
  /** What a link says. */
  readonly properties: Readonly<Record<string, string>>;
  readonly at: number;
  /** When the answer had been handed over; null = it never was. */
  readonly endedAt: number | null;
  /** The Kochava API key that it was signed with. */
  readonly apiKey?: string;
  /** When it was over for both, whoever hung up. */
  readonly overAt?: number;
  readonly status: number;
  /** The data was taken, whether or not the sender heard of it. */
  readonly accepted: boolean;
  /** What Kochava's documents say against it. */
  readonly violations: readonly string[];
}
