import fc from 'fast-check';
import { NoEnd, partsOf, type ImportPart } from './import-parts.ts';

async function* chunked(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function parts(text: string, given: { csv?: boolean; from?: number; partBytes?: number; size?: number } = {}) {
  const { csv = true, from = 0, partBytes = 10, size = 7 } = given;
  const all: ImportPart[] = [];
  for await (const part of partsOf(chunked(text, size), { csv, from, partBytes })) {
    all.push({ ...part, body: Buffer.from(part.body) });
  }
  return all;
}

describe('the parts of a file', () => {
  it('end where records end, and each has the columns in front', async () => {
    const found = await parts('a,b\n1,"x\ny"\n22222,3\n4,5\n');
    expect(found.map(({ body, linesBefore }) => [body.toString(), linesBefore])).toEqual([
      ['a,b\n1,"x\ny"\n22222,3\n', 0],
      ['a,b\n4,5\n', 3],
    ]);
  });

  it('hold every record once, also when the file is begun at the end of any of them', async () => {
    const cell = fc.constantFrom('1', 'é', '"q\nr"', '""', '"a""b"', '22222222222');
    const file = fc.array(
      fc.tuple(cell, cell).map(([a, b]) => `${a},${b}\n`),
      { minLength: 1, maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(file, fc.nat(40), fc.integer({ min: 1, max: 20 }), async (records, partBytes, size) => {
        const text = `a,b\n${records.join('')}`;
        const all = await parts(text, { partBytes, size });
        const bare = (some: ImportPart[]) => some.map(({ body }) => body.toString().slice(4)).join('');
        expect(bare(all)).toBe(records.join(''));
        expect(all.at(-1)?.end).toBe(Buffer.byteLength(text));
        for (const [n, { end }] of all.entries()) {
          expect(bare(all.slice(0, n + 1)) + bare(await parts(text, { partBytes, size, from: end }))).toBe(
            records.join(''),
          );
        }
      }),
      { numRuns: 100 },
    );
  });

  it('of lines need no columns, and have quotes as they are', async () => {
    const found = await parts('{"a":"\n{"b":1}\n{"c":2}', { csv: false, partBytes: 1 });
    expect(found.map(({ body, linesBefore }) => [body.toString(), linesBefore])).toEqual([
      ['{"a":"\n', 0],
      ['{"b":1}\n', 1],
      ['{"c":2}', 2],
    ]);
  });

  it('have an end', async () => {
    await expect(parts(`a,b\n"${'x\n'.repeat(9_000_000)}`, { size: 1_000_000 })).rejects.toThrow(NoEnd);
  });
});
