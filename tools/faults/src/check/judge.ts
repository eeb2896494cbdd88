import { checkAnswers } from './answers.ts';
import { checkBooks } from './books.ts';
import { checkEvents } from './events.ts';
import { fatesOf } from './fates.ts';
import { findingOf, type Finding, type Ledgers } from './finding.ts';
import { checkLinks } from './links.ts';

export interface Terms {
  /** From a device's first success answer to its first link, at least. */
  readonly settleMs: number;
  /** Calls that Kochava may have taken twice. */
  readonly mostRepeats: number;
  readonly answerMs: number;
}

/** What a run came to. */
export interface Verdict {
  /** Uploads that were sent, the same one again included. */
  readonly requests: number;
  /** Events answered 200. */
  readonly accepted: number;
  /** Events at Kochava. */
  readonly delivered: number;
  /** Calls that Kochava took twice, links included. */
  readonly repeats: number;
  readonly lost: number;
  readonly early: number;
  readonly longestMs: number;
  /** None = everything holds. */
  readonly findings: readonly Finding[];
}

/** Compares the three ledgers. Pure: the same ledgers give the same verdict, whenever. */
export function judge({ told, calls, books }: Ledgers, terms: Terms): Verdict {
  const fates = fatesOf(told);
  const events = checkEvents(fates, calls);
  const links = checkLinks(fates, calls, terms.settleMs);
  const answers = checkAnswers(told.attempts, terms.answerMs);
  // The system counts every link once, however often Kochava took it.
  const linkRepeats = links.accepted - (books.syncs[0]?.links['accepted'] ?? 0);
  const repeats = events.repeats + Math.max(linkRepeats, links.unchanged);
  const unanswered = [...fates].filter(([, { answered }]) => answered === 0).map(([id]) => id);
  return {
    requests: told.attempts.length,
    accepted: fates.size - unanswered.length,
    delivered: events.delivered,
    repeats,
    lost: events.lost,
    early: links.early,
    longestMs: answers.longestMs,
    findings: [
      ...events.findings,
      ...links.findings,
      ...answers.findings,
      ...checkBooks(fates, books),
      ...(linkRepeats < 0 ? findingOf('I11', 'links counted that Kochava never took', [-linkRepeats]) : []),
      ...findingOf('I6', 'never answered 200', unanswered),
      ...(repeats > terms.mostRepeats ? [tooManyRepeats(repeats, terms.mostRepeats)] : []),
      ...findingOf(
        'strict',
        'against the documents',
        calls.flatMap(({ violations }) => violations),
      ),
    ],
  };
}

function tooManyRepeats(repeats: number, most: number): Finding {
  return { invariant: 'I4', n: repeats, text: `${repeats} calls were taken twice, at most ${most} may be` };
}
