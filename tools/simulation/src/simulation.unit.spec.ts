import { bugs } from './bugs.ts';
import { tell, type Ending } from './story/tell.ts';

/** The first seed in which something is wrong. */
async function firstWrong(bug: string, most: number): Promise<Ending | undefined> {
  for (let seed = 1; seed <= most; seed += 1) {
    const ending = await tell({ seed, bug: bugs[bug] });
    if (ending.findings.length > 0) return ending;
  }
  return undefined;
}

describe('a seed', () => {
  it.each([1, 7, 49, 118])('tells the same story again, to the last step (%i)', async (seed) => {
    const lines: string[][] = [[], []];
    const first = await tell({ seed, show: (line) => lines[0]?.push(line) });
    const second = await tell({ seed, show: (line) => lines[1]?.push(line) });
    expect(lines[1]).toEqual(lines[0]);
    expect(second).toEqual(first);
    expect(first.events).toBeGreaterThan(500);
  });

  it('tells another story than another one', async () => {
    const digests = [await tell({ seed: 1 }), await tell({ seed: 2 })].map(({ digest }) => digest);
    expect(digests[0]).not.toBe(digests[1]);
  });
});

describe('without a mistake', () => {
  it('finds nothing in the first stories', async () => {
    for (let seed = 1; seed <= 40; seed += 1) expect(await tell({ seed })).toMatchObject({ seed, findings: [] });
  });
});

describe('a mistake', () => {
  it.each([
    ['acknowledged before it is stored', 60, /is not stored|are not stored|lost/],
    ['published without ids', 60, /a message twice/],
    ['repetitions remembered outside the transaction', 60, /books|lost/],
    ['released without settling', 60, /a link of device \d+ started at/],
    ['taken over from the end of the stream', 60, /books|lost/],
    ['left in the outbox at a takeover', 60, /not stored|books|no rest/],
    ['acknowledged before the outcome is stored', 120, /ended/],
    ['published before the commit', 200, /books/],
    ['committed without being the owner', 300, /its position falls|committed|books/],
  ])('is found: %s', async (bug, most, what) => {
    const ending = await firstWrong(bug, most);
    expect(ending?.findings.join('\n')).toMatch(what);
  });
});
