import { type Books } from '../ledgers/books.ts';
import { type Call } from '../ledgers/call.ts';
import { type Told } from '../ledgers/told.ts';

/**
 * What must hold, whatever breaks:
 *
 * - `I1` every event that was answered 200 is at Kochava or in its counted end state, in exactly the numbers expected
 * - `I2` no IdentityLink starts before a success answer for its device has ended, plus the settle delay
 * - `I4` what Kochava took twice is within the bound
 * - `I5` nothing appears that was never accepted, or must not be sent
 * - `I6` every upload is answered in time
 * - `I7` everything has arrived within a bounded time after the last fault
 * - `I11` the books are exact
 * - `links` Kochava's last value of every property is the last one that was set
 * - `strict` every request is as Kochava's documents want it
 */
export type Invariant = 'I1' | 'I2' | 'I4' | 'I5' | 'I6' | 'I7' | 'I11' | 'links' | 'strict';

/** One invariant that does not hold. */
export interface Finding {
  readonly invariant: Invariant;
  /** What is wrong, for people. */
  readonly text: string;
  /** How often; the text names a few. */
  readonly n: number;
}

/** Everything that the checker knows: three ledgers, written by three who know nothing of each other. */
export interface Ledgers {
  readonly told: Told;
  readonly calls: readonly Call[];
  readonly books: Books;
}

/** `n` of one kind as one finding that names the first few; none = no finding. */
export function findingOf(invariant: Invariant, what: string, those: readonly (string | number)[]): Finding[] {
  if (those.length === 0) return [];
  const few = those.slice(0, 5).join(', ');
  return [{ invariant, n: those.length, text: `${what}: ${few}${those.length > 5 ? ', …' : ''}` }];
}
