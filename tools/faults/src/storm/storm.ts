import { rateFindings, ratesOf, type Phases, type StormOutcome } from './rates.ts';
import { during, type Spell, type SpellOptions, type SpellTimes } from './spell.ts';

/** Fewer than two thirds of what is sent. */
const allowed = 30;

const phasesOf = ({ loadedAt, from, to }: SpellTimes): Phases => ({
  ...{ loadedAt, allowed },
  ...{ stormFrom: from, stormTo: to },
});

const spell: Spell = {
  name: 'storm',
  rule: (app) => ({ match: { app, overPerSecond: allowed }, status: 429, delayMs: 50 }),
  isOver: (calls, when) => ratesOf(calls, phasesOf(when)).backAfterMs !== undefined,
};

/** A sync whose Kochava takes only so much for a while, and says 429 to the rest. */
export async function storm(options: SpellOptions): Promise<StormOutcome> {
  const { calls, verdict, ...times } = await during(spell, options);
  const rates = ratesOf(calls, phasesOf(times));
  const { accepted: events, lost, repeats: twice } = verdict;
  const findings = [...rateFindings(rates), ...verdict.findings.map(({ invariant, text }) => `${invariant} ${text}`)];
  return { ...rates, events, lost, twice, findings };
}
