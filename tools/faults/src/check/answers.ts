import { type Attempt } from '../ledgers/told.ts';
import { findingOf, type Finding } from './finding.ts';

/** How long a client waits before it gives up, as the SDKs do, ms. */
export const clientPatienceMs = 10_000;

/** The slowest upload, and those that were answered too late or never, or in a way that makes an SDK drop its events. */
export function checkAnswers(
  attempts: readonly Attempt[],
  answerMs: number,
): { longestMs: number; findings: Finding[] } {
  const late = attempts.filter(({ ms }) => ms > answerMs);
  const dropping = attempts.filter(({ status }) => status >= 400 && status < 500 && status !== 429);
  return {
    longestMs: attempts.reduce((longest, { ms }) => Math.max(longest, ms), 0),
    findings: [
      ...findingOf(
        'I6',
        `not answered within ${answerMs} ms`,
        late.map(({ ms, status }) => `${status === 0 ? 'no answer' : status} after ${Math.round(ms)} ms`),
      ),
      ...findingOf(
        'I6',
        'an answer that makes clients drop events',
        dropping.map(({ status }) => status),
      ),
    ],
  };
}
