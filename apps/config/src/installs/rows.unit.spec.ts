import { linesOf } from './lines.ts';
import { rowsOf, type Row } from './rows.ts';

async function rows(text: string): Promise<Row[]> {
  const all: Row[] = [];
  const chunks = async function* () {
    yield Buffer.from(text);
  };
  for await (const row of rowsOf(linesOf(chunks()), 'csv')) all.push(row);
  return all;
}

describe('rows of a CSV', () => {
  it('go on over lines while a quote is open, and begin where it was opened', async () => {
    const found = await rows('a,b\n1,"x\n""y""\n"\n2,3\n');
    expect(found).toEqual([
      {
        line: 2,
        fields: new Map([
          ['a', '1'],
          ['b', 'x\n"y"\n'],
        ]),
      },
      {
        line: 5,
        fields: new Map([
          ['a', '2'],
          ['b', '3'],
        ]),
      },
    ]);
  });

  it('say where a quote is never closed', async () => {
    expect(await rows('a,b\n1,"x\n2,3\n')).toEqual([
      { line: 2, problem: expect.stringContaining('is a quote never closed?') as string },
    ]);
  });

  it('cost no more per line the more lines a value has', async () => {
    const lines = 60_000;
    const before = process.cpuUsage();
    expect(await rows(`a\n"${'""\n'.repeat(lines / 3)}"\n`)).toHaveLength(1);
    const { user } = process.cpuUsage(before);
    expect(user / 1_000).toBeLessThan(1_000);
  });
});
