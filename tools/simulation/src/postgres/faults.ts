/** Mistakes that the product could have, made by the model instead: what the simulation must find. */
export interface PostgresFaults {
  /** Which events were taken is remembered outside the transaction. */
  readonly dedupeOutside?: boolean;
  /** A confirmation settles at once. */
  readonly noSettle?: boolean;
  /** Positions and outbox are written whoever owns the shard. */
  readonly noFence?: boolean;
  /** A new owner begins behind what has been stored, not behind what has been committed. */
  readonly takesOverFromTheEnd?: boolean;
  /** Whoever takes a shard over leaves what was left in the outbox. */
  readonly leavesLeftovers?: boolean;
  /** Told when a transaction's messages are known, before its commit. */
  readonly beforeCommit?: (rows: readonly { id: string; stream: string; subject: string; bytes: Uint8Array }[]) => void;
  /** The newest sequence of a subject. */
  readonly lastSeqOf?: (stream: string, subject: string) => number;
}
