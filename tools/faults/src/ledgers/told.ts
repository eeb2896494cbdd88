/**
 * What must become of an event, known when it is made. `refused`: Kochava refuses its device, so that it becomes a dead
 * letter. `filtered …` and `dropped …` with the reason under which it is counted.
 */
export type End = 'delivered' | 'refused' | `filtered ${string}` | `dropped ${string}`;

/** An event that the load generator made, in the order in which its device sent it. */
export interface Made {
  /** Its insert_id. */
  readonly id: string;
  readonly device: number;
  readonly end: End;
  /** Selected user properties that it sets to a value which they did not have before. */
  readonly sets: Readonly<Record<string, string>>;
}

/** One upload as its client saw it. */
export interface Attempt {
  /** When it was sent, ms since the epoch. */
  readonly at: number;
  readonly ms: number;
  /** HTTP status; 0 = no answer came. */
  readonly status: number;
  /** The connection was refused: nothing was sent. */
  readonly unsent: boolean;
  readonly ids: readonly string[];
}

/** The ledger of the clients: what they sent and what they were told. */
export interface Told {
  readonly made: readonly Made[];
  readonly attempts: readonly Attempt[];
}
