import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const main = new URL('main.ts', import.meta.url).pathname;
// jest looks below its root only.
const folder = mkdtempSync(new URL('planted-', import.meta.url).pathname);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function specs(name: string, text: string): { status: number | null; said: string } {
  const spec = join(folder, `${name}.planted.ts`);
  writeFileSync(spec, text);
  const { status, stderr } = spawnSync(process.execPath, [main, '--rootDir', folder, '--testMatch', spec], {
    encoding: 'utf8',
  });
  return { status, said: stderr };
}

it('what fails twice fails', () => {
  const { status, said } = specs('always', `it('fails', () => expect(1).toBe(2));`);
  expect(status).toBe(1);
  expect(said).toContain('once more');
  expect(said).not.toContain('FLAKY');
});

it('what passes the second time passes and is named', () => {
  const mark = JSON.stringify(join(folder, 'mark'));
  const text = `import fs from 'node:fs';
it('fails once', () => { const again = fs.existsSync(${mark}); fs.writeFileSync(${mark}, ''); expect(again).toBe(true); });`;
  const { status, said } = specs('once', text);
  expect(status).toBe(0);
  expect(said).toContain(`FLAKY, failed once and passed then: ${relative('', join(folder, 'once.planted.ts'))}`);
});

it('what passes is run once', () => {
  const { status, said } = specs('never', `it('passes', () => expect(1).toBe(1));`);
  expect([status, said]).toEqual([0, expect.not.stringContaining('once more')]);
});
