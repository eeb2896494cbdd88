import fc from 'fast-check';
import { reconcile } from '../rollup/reconcile.ts';
import { difference, eventSums, inFlight, type Book } from './books.ts';
import { Unaccounted } from './unaccounted.ts';

const book = (dispatched: number, accepted: number, dead = 0): Book => ({
  project: 'p',
  sync: 's',
  sums: new Map([
    ['dispatched', dispatched],
    ['event-accepted', accepted],
    ['event-dead', dead],
  ]),
});
const idle = new Set(['s']);
const busy = new Set<string>();

describe('what is dispatched and nowhere', () => {
  it('is found when its sync is idle and the outcomes are counted', () => {
    const unaccounted = new Unaccounted();
    for (let n = 0; n < 4; n += 1) unaccounted.look({ books: [book(10, 7, 1)], idle, outcomesTo: 100, countedTo: 90 });
    expect(unaccounted.missing.get('s')).toBeUndefined();
    unaccounted.look({ books: [book(10, 7, 1)], idle, outcomesTo: 100, countedTo: 100 });
    expect(unaccounted.missing.get('s')).toBe(2);
  });

  it('is nothing while messages are in the dispatch stream', () => {
    const unaccounted = new Unaccounted();
    for (let n = 0; n < 5; n += 1)
      unaccounted.look({ books: [book(10, 7)], idle: busy, outcomesTo: 100, countedTo: 100 });
    expect(unaccounted.missing.size).toBe(0);
  });

  it('is not hidden by the ends of dead letters that were replayed', () => {
    const replayed: Book = { ...book(10, 9, 2), sums: new Map([...book(10, 9, 2).sums, ['event-replayed', 2]]) };
    const unaccounted = new Unaccounted();
    for (let n = 0; n < 3; n += 1) unaccounted.look({ books: [replayed], idle, outcomesTo: 100, countedTo: 100 });
    expect(unaccounted.missing.get('s')).toBe(1);
  });

  it('is nothing any more when it turned up', () => {
    const unaccounted = new Unaccounted();
    for (let n = 0; n < 3; n += 1) unaccounted.look({ books: [book(10, 7)], idle, outcomesTo: 100, countedTo: 100 });
    expect(unaccounted.missing.get('s')).toBe(3);
    for (let n = 0; n < 2; n += 1) unaccounted.look({ books: [book(10, 10)], idle, outcomesTo: 110, countedTo: 110 });
    expect(unaccounted.missing.get('s')).toBe(0);
  });

  /** A system that loses nothing: what is stored, ended, counted, each in its own time. */
  const steps = fc.array(fc.constantFrom('dispatch', 'count', 'end', 'countEnds', 'look'), {
    maxLength: 200,
    size: 'max',
  });

  it('is nothing at any moment of a system that loses nothing, whatever overtakes what', () => {
    fc.assert(
      fc.property(steps, (order) => {
        const unaccounted = new Unaccounted();
        let [stored, dispatched, ended, accepted] = [0, 0, 0, 0];
        for (const step of order) {
          if (step === 'dispatch') stored += 1;
          if (step === 'count') dispatched = stored;
          if (step === 'end') ended = Math.min(stored, ended + 1);
          if (step === 'countEnds') accepted = Math.min(ended, accepted + 1);
          if (step !== 'look') continue;
          // One outcome for each end: their stream is as long as there are ends.
          unaccounted.look({
            countedTo: accepted,
            books: [book(dispatched, accepted)],
            idle: ended === stored ? idle : busy,
            outcomesTo: ended,
          });
          expect(unaccounted.missing.get('s') ?? 0).toBe(0);
        }
      }),
    );
  });

  it('is found in the end in a system that lost one, once it stands still', () => {
    fc.assert(
      fc.property(steps, (order) => {
        const unaccounted = new Unaccounted();
        let stored = 1;
        for (const step of order) if (step === 'dispatch') stored += 1;
        for (let n = 0; n < 3; n += 1) {
          const ended = stored - 1;
          unaccounted.look({ books: [book(stored, ended)], idle, outcomesTo: ended, countedTo: ended });
        }
        expect(unaccounted.missing.get('s')).toBe(1);
      }),
    );
  });
});

it('the sums say what the books of the API say', () => {
  const what = fc.constantFrom(
    ...['routed', 'filtered', 'dropped', 'dispatched', 'event-accepted', 'event-dead', 'dead', 'event-replayed'],
  );
  const row = fc.record({ what, reason: fc.constantFrom('', 'a', 'b'), n: fc.nat(1000) });
  fc.assert(
    fc.property(fc.uniqueArray(row, { selector: ({ what: of, reason }) => `${of} ${reason}` }), (rows) => {
      const [books] = reconcile(
        rows.map((each) => ({ ...each, project: 'p', sync: 's' })),
        ['s'],
      ).syncs;
      const sums = new Map<string, number>();
      for (const each of rows) sums.set(each.what, (sums.get(each.what) ?? 0) + each.n);
      const told = eventSums({ project: 'p', sync: 's', sums });
      expect([difference(told), inFlight(told)]).toEqual([books?.difference, books?.inFlight]);
    }),
  );
});
