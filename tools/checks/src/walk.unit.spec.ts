import { globSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { walk } from './walk.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Where a message, or an upload, is handled: a kind of them each. */
const handlers = [
  'apps/ingest/src/accept/upload.handler.ts',
  'apps/ingest/src/accept/postback.handler.ts',
  'apps/ingest/src/accept/webhook.handler.ts',
  'apps/transformer/src/handle.ts',
  'apps/transformer/src/deletions.ts',
  'apps/identity-linker/src/handle.ts',
  'apps/identity-linker/src/commands.ts',
  'apps/identity-linker/src/deletions.ts',
  'apps/identity-linker/src/install-syncs.ts',
  'apps/identity-linker/src/postbacks.ts',
  'apps/identity-linker/src/suppress.ts',
  'apps/identity-linker/src/due.ts',
  'apps/kochava-dispatcher/src/sync/messages.ts',
  'apps/kochava-dispatcher/src/lane/lane.ts',
  'apps/config/src/rollup/rollup-worker.ts',
];
const mostFiles = 9;
const mostDoors = 5;

describe('a handler', () => {
  it.each(handlers)('%s is read without going far', (handler) => {
    const { files, doors } = walk(handler, root, handlers);
    expect(files.length <= mostFiles ? files.length : files).toBeLessThanOrEqual(mostFiles);
    expect(doors.length <= mostDoors ? doors.length : doors).toBeLessThanOrEqual(mostDoors);
  });

  it('is in the list above', () => {
    const found = globSync('apps/*/src/**/{handle,due,*.handler,*-handler}.ts', { cwd: root });
    expect(found.filter((file) => !handlers.includes(file))).toEqual([]);
  });
});

describe('the walk', () => {
  it('follows values through files, not types, and stops at doors and at other handlers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'walk-'));
    const files = {
      'a.ts': "import { b } from './b.ts';\nimport { type T } from './types.ts';\nexport const a = b;",
      'b.ts':
        "import { mapEvent } from '@kochava-stream/kochava';\nimport type { U } from './more.ts';\nexport const b = 1;",
      'types.ts': 'export type T = 1;',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    expect(walk('a.ts', folder)).toEqual({ files: ['a.ts', 'b.ts'], doors: ['@kochava-stream/kochava'] });
    expect(walk('a.ts', folder, ['a.ts', 'b.ts'])).toEqual({ files: ['a.ts'], doors: [] });
    await rm(folder, { recursive: true });
  });
});
