import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@kochava-stream/testing';
import { zipped } from './export-files.spec.ts';
import { linesOf, sourcesIn } from './sources.ts';

it('a file in an archive is closed when what is in it is broken', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kochava-stream-zip-'));
  const path = join(folder, 'export.zip');
  const broken = zipped({ 'a/1.json': Buffer.from('{}\n'), 'a/2.json': randomBytes(1_000_000) });
  // Behind the second file's header: no block of deflate begins so.
  const second = broken.indexOf('a/2.json') + 'a/2.json'.length;
  await writeFile(path, broken.fill(0xff, second, second + 8));
  const [, source] = await sourcesIn([path]);
  const before = (await readdir('/proc/self/fd')).length;
  const read = async () => {
    for await (const line of linesOf(source as NonNullable<typeof source>, 0)) expect(line.row).toBeUndefined();
  };
  await expect(read()).rejects.toMatchObject({ code: 'Z_DATA_ERROR' });
  await eventually(async () => expect((await readdir('/proc/self/fd')).length).toBeLessThanOrEqual(before), {
    timeoutMs: 2_000,
  });
  await rm(folder, { recursive: true });
});
