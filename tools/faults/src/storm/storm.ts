import { type Experiment } from '../experiment.ts';
import { rateFindings, ratesOf, stormTable, type Phases } from './rates.ts';
import { during, spellRow, type Spell, type SpellTimes } from './spell.ts';

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
export const storm: Experiment = {
  name: 'storm',
  says: 'Kochava takes 30 calls a second and answers 429 to the rest, under 100 events/s',
  holds:
    'no more than 1.2 times what it takes is called, in all and in any ten seconds; calls are at their full rate within 30 s after it; no call is taken twice',
  seconds: { long: 300, short: 15 },
  inShort: false,
  run: async (given) => {
    const outcome = await during(spell, given);
    const rates = ratesOf(outcome.calls, phasesOf(outcome));
    return {
      rows: [spellRow(spell, outcome)],
      text: stormTable(rates),
      numbers: rates,
      findings: rateFindings(rates),
    };
  },
};
