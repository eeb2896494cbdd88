import { catalogue, chosen, listed, UnknownExperiment } from './catalogue.ts';
import { optionsOf } from './options.ts';
import { planOf, UnknownRound } from './rounds/plan.ts';
import { victimNames } from './stage/victims.ts';

describe('optionsOf', () => {
  it('knows what is asked for', () => {
    expect(optionsOf([])).toMatchObject({ name: undefined, short: false, only: [], keep: false, json: undefined });
    expect(optionsOf(['storm', '--short', '--seed', '7'])).toMatchObject({ name: 'storm', short: true, seed: 7 });
    const kills = optionsOf(['--only', 'ingest', '--only', 'none', '--seconds', '5']);
    expect(kills).toMatchObject({ only: ['ingest', 'none'], seconds: 5 });
    expect(optionsOf(['mass-release', '--links', '500000'])).toMatchObject({ links: 500_000 });
  });

  it.each([
    ['--seconds', '0'],
    ['--seconds', 'long'],
    ['--sed', '1'],
    ['storm', 'outage'],
  ])('refuses %s %s', (...args) => {
    expect(() => optionsOf(args)).toThrow();
  });
});

describe('the catalogue', () => {
  const names = (asked: { name?: string; short?: boolean; all?: boolean }) =>
    chosen({ name: undefined, short: false, all: false, ...asked }).map(({ name }) => name);

  it('has each name once, and says what each experiment does in one line', () => {
    expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length);
    for (const { name, says, holds } of catalogue) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(`${says}${holds}`).not.toMatch(/[\n|]/);
      expect(listed(catalogue)).toContain(`${name}\n    does:  ${says}`);
    }
  });

  it('gives one, all, or those that run for every change', () => {
    expect(names({})).toEqual(['kills']);
    expect(names({ name: 'storm', short: true })).toEqual(['storm']);
    expect(names({ short: true })).toContain('kills');
    expect(names({ short: true })).not.toContain('storm');
    expect(names({ all: true })).toHaveLength(catalogue.length);
    expect(() => names({ name: 'earthquake' })).toThrow(UnknownExperiment);
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
