/** Documents of syncs, and lists of installs, that nearly are what they should be. */
import { emptyDocument, enableProblems, mergePatch, saveProblems, shapeOf } from '@kochava-stream/domain/sync';
import { aSync, fuzzed, nearly, nearlyBytes, odd } from '@kochava-stream/testing';
import fc from 'fast-check';
import { partsOf } from '../installs/import-parts.ts';
import { linesOf, longestRecord } from '../installs/lines.ts';
import { rowsOf } from '../installs/rows.ts';

const { name, appGuid, sendEvents, mappings, sendUsers, hold, concurrency, authentication } = aSync();
const full = {
  ...{ name, appGuid, mappings, sendUsers, hold, concurrency, authentication },
  sendEvents: { ...sendEvents, filters: [{ property: 'plan', from: 'user', operator: 'is', values: ['gold'] }] },
  delivery: { retryHours: 3 },
  postbacks: { parameters: { idfa: 'idfa' } },
  kind: 'post-install',
};
const document = fc.constantFrom<unknown>(emptyDocument('new'), full);
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null');

fuzzed('documents', nearly(document).map(asJson), (given) => {
  const problems = saveProblems(given);
  for (const { field, problem } of problems) {
    expect(field).toMatch(/^(\/|$)/);
    expect(problem.length).toBeGreaterThan(0);
    expect(problem.length).toBeLessThan(1_000);
  }
  const { document: read } = shapeOf(given);
  if (problems.length > 0 || read === undefined) return expect(problems).not.toEqual([]);
  for (const { field } of enableProblems(read, null)) expect(field).toMatch(/^\//);
  expect(saveProblems(asJson(read))).toEqual([]);
});

fuzzed('patches', fc.tuple(document, nearly(document), odd).map(asJson), (given) => {
  const [target, patch, other] = given as [unknown, unknown, unknown];
  const before = JSON.stringify(target);
  for (const each of [patch, other]) {
    const merged = mergePatch(target, each);
    saveProblems(merged);
    // Once it is done, doing it again changes nothing.
    expect(JSON.stringify(mergePatch(merged, each))).toBe(JSON.stringify(merged));
    if (typeof merged === 'object' && merged !== null && !Array.isArray(merged)) {
      expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    }
  }
  expect(JSON.stringify(target)).toBe(before);
});

const csv = 'idfa,kochava_device_id\n"A6334005-9019-46BB-9659-74FD0BD33585",KB1\nx,"y\n,""z"\r\n\n"a"b,c\n';
const ndjson = '{"idfa":"A6334005-9019-46BB-9659-74FD0BD33585"}\n\n{"adid":7,"__proto__":{"a":1}}\n[]\n';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

fuzzed(
  'lists of installs',
  fc.tuple(
    fc
      .constantFrom('csv' as const, 'ndjson' as const)
      .chain((format) => fc.tuple(fc.constant(format), nearlyBytes(fc.constant(format === 'csv' ? csv : ndjson)))),
    fc.integer({ min: 64, max: 5_000 }),
  ),
  async ([[format, bytes], size]) => {
    let last = 0;
    for await (const row of rowsOf(linesOf(pieces(bytes, size)), format)) {
      expect(row.line).toBeGreaterThan(last);
      last = row.line;
      if ('problem' in row) expect(row.problem).toMatch(/^(is|has) /);
      else for (const value of row.fields.values()) expect(value.length).toBeLessThanOrEqual(longestRecord);
    }
    let end = 0;
    for await (const part of partsOf(pieces(bytes, size), { csv: format === 'csv', from: 0, partBytes: 500 })) {
      expect(part.end).toBeGreaterThan(end);
      end = part.end;
    }
    expect(end).toBeLessThanOrEqual(bytes.length);
  },
);
