import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nextRelease, refusingNewer } from './next.ts';
import { CodeMoved, edited, plant, type Edit, type NewFile } from './plant.ts';
import { thisRoot } from './tree.ts';

const change: Edit = { file: 'a.ts', at: /version: (\d+)/, put: (_all, n) => `version: ${Number(n) + 1}` };

describe('a planted change', () => {
  it('is made where it belongs', () => {
    expect(edited('{ name, version: 7, v }', change)).toBe('{ name, version: 8, v }');
    expect(edited('a\nb\n', { ...change, at: /^(?=b)/m, put: 'x\n' })).toBe('a\nx\nb\n');
  });

  it('says which code has moved', () => {
    for (const text of ['{ name }', 'version: 1, version: 2']) {
      expect(() => edited(text, change)).toThrow(CodeMoved);
      expect(() => edited(text, change)).toThrow(/a\.ts.*next\.ts/);
    }
  });

  it('replaces no file that is there', async () => {
    const root = await mkdtemp(join(tmpdir(), 'plant-'));
    await writeFile(join(root, 'a.ts'), 'version: 1');
    await plant(root, [change, { file: 'b.ts', text: 'new' }]);
    expect(await readFile(join(root, 'a.ts'), 'utf8')).toBe('version: 2');
    await expect(plant(root, [{ file: 'b.ts', text: 'newer' }])).rejects.toThrow('EEXIST');
    await rm(root, { recursive: true });
  });
});

describe('the next release', () => {
  const tables = { config: ['sync'], transformer: ['profile', 'dedupe'], linker: ['device', 'hold'] };

  /** The files as they would be. */
  function made(changes: readonly (Edit | NewFile)[]): Map<string, string> {
    const files = new Map<string, string>();
    for (const change of changes) {
      const path = join(thisRoot, change.file);
      if ('text' in change) expect(existsSync(path)).toBe(false);
      const text = (): string => files.get(change.file) ?? readFileSync(path, 'utf8');
      files.set(change.file, 'text' in change ? change.text : edited(text(), change));
    }
    return files;
  }

  it('can be made of the code as it is', () => {
    const files = made(nextRelease(tables, ['ALTER TABLE device DROP COLUMN settled_at']));
    const [, version] =
      /upcasts: \{ \d+: .* v: (\d+) /.exec(files.get('libs/contracts/src/messages/links.ts') ?? '') ?? [];
    expect(files.get('libs/contracts/src/messages/links.ts')).toContain(`v: Type.Literal(${version}), requests:`);
    expect(files.get('apps/transformer/src/messages.ts')).toContain(`{"v":${version},"requests":`);
    const steps = files.get('libs/persistence/src/migrations/linker/planted.ts') ?? '';
    for (const table of tables.linker) expect(steps).toContain(`ALTER TABLE ${table} ADD COLUMN`);
    expect(steps).toContain('DROP COLUMN');
    const index = files.get('libs/persistence/src/migrations/config/index.ts') ?? '';
    const [, names = '', number] = /\[([^\]]*), planted\((\d+)\)\]/.exec(index) ?? [];
    expect(names.split(',')).toHaveLength(Number(number) - 1);
  });

  it('can be refused by a release that can be made too', () => {
    const [text = ''] = made(refusingNewer).values();
    expect(text).toContain('newer than what is known');
  });
});
