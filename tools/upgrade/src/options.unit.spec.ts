import { help, optionsOf } from './options.ts';

describe('options', () => {
  it('have values without being given', () => {
    expect(optionsOf([])).toMatchObject({ short: false, rate: 200, from: undefined, breakage: undefined });
    expect(optionsOf(['--short'])).toMatchObject({ short: true, rate: 100 });
    expect(optionsOf([]).seed).toBeGreaterThan(0);
  });

  it.each([
    [['--rate', '0'], '--rate'],
    [['--seed', 'x'], '--seed'],
    [['--break', 'everything'], 'contract, migration'],
    [['--break', 'contract', '--from', 'HEAD'], '--from'],
    [['--slow'], '--slow'],
  ])('%j is refused', (args, said) => {
    expect(() => optionsOf(args)).toThrow(said);
  });

  it('are all explained', () => {
    for (const name of ['short', 'from', 'break', 'rate', 'seed', 'json', 'keep']) expect(help).toContain(`--${name}`);
  });
});
