/** Export files and archives that are broken, or made to break what reads them. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, fuzzed, nearlyBytes } from '@kochava-stream/testing';
import fc from 'fast-check';
import { exportRows, gzipped, zipped } from '../import/export-files.spec.ts';
import { linesOf, sourcesIn } from '../import/sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'kochava-stream-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const openFiles = (): number => readdirSync('/proc/self/fd').length;

/** What reading a file may end with: our own classes, and zlib's codes. */
const ownErrors = /^(NoExport|UnreadableZip)$/;
const zlibCodes = /^Z_/;

const lines = nearlyBytes(
  fc.constant(
    exportRows(3)
      .map((row) => JSON.stringify(row))
      .join('\n'),
  ),
);
const packed = fc.constant(gzipped(exportRows(3)));
const archive = packed.map((file) => zipped({ 'a/1.json': Buffer.from('{}\n'), 'a/2.json.gz': file }));
/** Bytes with some of them changed, cut at some place. */
const damage = fc.tuple(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }), fc.nat(), fc.boolean());
const file = fc.oneof(
  fc.tuple(fc.constant('.json'), lines),
  fc.tuple(fc.constant('.json.gz'), packed),
  fc.tuple(fc.constant('.zip'), archive),
);

fuzzed('files of an export', fc.tuple(file, damage), async ([[ending, whole], [changed, end, cut]]) => {
  const before = openFiles();
  const bytes = Buffer.from(whole);
  for (const [at, value] of changed) bytes[at % Math.max(1, bytes.length)] = value;
  const path = join(folder, `export${ending}`);
  writeFileSync(path, cut ? bytes.subarray(0, end % (bytes.length + 1)) : bytes);
  try {
    for (const source of await sourcesIn([path])) {
      let before = 0;
      for await (const { number } of linesOf(source, 0)) {
        expect(number).toBeGreaterThan(before);
        before = number;
      }
    }
  } catch (error) {
    const { name, code = '' } = error as NodeJS.ErrnoException;
    if (!ownErrors.test(name) && !zlibCodes.test(code)) throw error;
  }
  await eventually(() => expect(openFiles()).toBeLessThanOrEqual(before), { timeoutMs: 1_000, everyMs: 1 });
});
