import { optionsOf } from './options.ts';
import { planOf, UnknownRound } from './rounds/plan.ts';
import { victimNames } from './stage/victims.ts';

describe('optionsOf', () => {
  it('knows how long each form takes', () => {
    expect(optionsOf([])).toMatchObject({ short: false, seconds: 45, only: [], keep: false, json: undefined });
    expect(optionsOf(['--short', '--seed', '7'])).toMatchObject({ short: true, seconds: 8, seed: 7 });
    expect(optionsOf(['--only', 'ingest', '--only', 'none', '--seconds', '5']).only).toEqual(['ingest', 'none']);
  });

  it('knows the storm', () => {
    expect(optionsOf([])).toMatchObject({ what: 'kills' });
    expect(optionsOf(['storm'])).toMatchObject({ what: 'storm', short: false, seconds: 300 });
    expect(optionsOf(['storm', '--short'])).toMatchObject({ what: 'storm', seconds: 15 });
  });

  it('knows the outage', () => {
    expect(optionsOf(['outage'])).toMatchObject({ what: 'outage', seconds: 120 });
    expect(optionsOf(['outage', '--short'])).toMatchObject({ seconds: 20 });
  });

  it('knows the mass release', () => {
    expect(optionsOf(['mass-release'])).toMatchObject({ what: 'mass-release', links: 20_000 });
    expect(optionsOf(['mass-release', '--short'])).toMatchObject({ links: 2_000 });
    expect(optionsOf(['mass-release', '--links', '500000'])).toMatchObject({ links: 500_000 });
  });

  it.each([['--seconds', '0'], ['--seconds', 'long'], ['--sed', '1'], ['ingest']])('refuses %s %s', (...args) => {
    expect(() => optionsOf(args)).toThrow();
  });
});

describe('planOf', () => {
  const names = (short: boolean, only: string[] = []) =>
    planOf({ short, seconds: 8, only }).rounds.map(({ name }) => name);

  it('kills every part in both forms', () => {
    expect(names(true).sort()).toEqual([...victimNames].sort());
    expect(names(false)).toEqual(expect.arrayContaining([...victimNames, 'none', 'frozen transformer', 'anyone']));
  });

  it('takes single faults, those of the long form too', () => {
    expect(names(true, ['none', 'ingest'])).toEqual(['none', 'ingest']);
    expect(() => names(true, ['earthquake'])).toThrow(UnknownRound);
  });
});
