import { percent, scoresIn, sum, table, type Score } from './report.ts';

const score = (name: string, killed: number, survived: number): Score => ({
  ...{ name, killed, survived, least: 85, uncovered: 1, ignored: 3, date: '2026-11-24' },
});
const scores = [score('domain/uploads', 84, 15), score('amplitude', 743, 98)];

describe('the table of scores', () => {
  it('is read again as it was written', () => {
    const all = [...scores, sum('**both**', 85, scores)];
    expect(scoresIn(`text\n\n${table(all)}\n\nmore`)).toEqual(all);
    expect(scoresIn('')).toEqual([]);
  });

  it('tells of no row without its numbers', () => {
    expect(() => scoresIn('| a | b | c | d | e | f | g | h | 2026-11-24 |')).toThrow('no number of killed');
  });
});

describe('a score', () => {
  it('is rounded down: what is below the bar never looks as if it were not', () => {
    expect(percent({ killed: 8_999, survived: 1_001, uncovered: 0 })).toBe(89.9);
    expect(percent({ killed: 84, survived: 15, uncovered: 1 })).toBe(84);
    expect(percent({ killed: 0, survived: 0, uncovered: 0 })).toBe(100);
  });
});
