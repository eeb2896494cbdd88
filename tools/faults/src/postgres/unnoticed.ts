import { findingOf } from '../check/finding.ts';
import { answeredIn } from '../check/refusals.ts';
import { type Also } from '../rounds/round.ts';

/** Nobody who sends notices: ingest does not use Postgres. */
export const unnoticed: Also = ({ ledgers, spans }) => {
  const answers = spans.map(({ what, from, to }) => {
    const attempts = answeredIn(ledgers.told.attempts, { from, to });
    return { what, seconds: (to - from) / 1_000, attempts, refused: attempts.filter(({ status }) => status !== 200) };
  });
  return Promise.resolve({
    notes: answers.map(
      ({ what, seconds, attempts, refused }) =>
        `${what} (${seconds.toFixed(0)} s): ${attempts.length} uploads answered, ${refused.length} of them not 200`,
    ),
    findings: answers.flatMap(({ what, refused, attempts }) => [
      ...findingOf(
        'I6',
        `uploads that were not taken: ${what}`,
        refused.map(({ status }) => status),
      ),
      ...findingOf('I6', `nothing was sent: ${what}`, attempts.length === 0 ? [0] : []),
    ]),
  });
};
