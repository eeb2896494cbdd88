import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ImportNotFound } from '../closure/modules.ts';
import { NotBuilt, stage } from './stage.ts';

/** A repository with one service, one library that it needs and one that it does not. */
const files: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    ...{ name: 'all', version: '1.2.3', license: 'MIT', workspaces: ['apps/*', 'libs/*'] },
    dependencies: { direct: '1.0.0', unused: '1.0.0' },
  }),
  'package-lock.json': JSON.stringify({
    lockfileVersion: 3,
    packages: {
      'node_modules/direct': { version: '1.0.0', integrity: 'sha512-x', dependencies: { deep: '^2' } },
      'node_modules/deep': { version: '2.0.1' },
      'node_modules/unused': { version: '1.0.0' },
    },
  }),
  '.npmrc': '',
  LICENSE: 'MIT',
  'deploy/docker/main.js': '',
  'deploy/docker/health.js': '',
  'apps/ingest/package.json': JSON.stringify({ name: '@x/ingest', version: '1.0.0' }),
  'apps/ingest/dist/main.js': `import { run } from './run.js'; await run();`,
  'apps/ingest/dist/main.js.map': '{}',
  'apps/ingest/dist/run.js': `import fs from 'node:fs'; import {} from '@x/used/part'; export const run = () => import('direct/sub');`,
  'apps/ingest/dist/run.unit.spec.js': `import 'unused';`,
  'libs/used/package.json': JSON.stringify({
    ...{ name: '@x/used', version: '1.0.0' },
    exports: { '.': { default: './dist/index.js' }, './part': { default: './dist/part.js' } },
  }),
  'libs/used/dist/index.js': `import 'unused';`,
  'libs/used/dist/part.js': '',
  'libs/other/package.json': JSON.stringify({ name: '@x/other', version: '1.0.0' }),
};

describe('the folder of an image', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stage-'));
  const [root, into] = [join(dir, 'root'), join(dir, 'into')];
  const read = (file: string): unknown => JSON.parse(readFileSync(join(into, file), 'utf8'));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };

  beforeAll(() => {
    for (const [file, text] of Object.entries(files)) write(file, text);
    mkdirSync(into);
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  it('has the files that the process loads, their maps, and no other', () => {
    stage(root, 'ingest', into);
    const found = execFileSync('find', ['apps', 'libs', '-type', 'f'], { cwd: into, encoding: 'utf8' });
    expect(found.trim().split('\n').sort()).toEqual([
      ...['apps/ingest/dist/main.js', 'apps/ingest/dist/main.js.map', 'apps/ingest/dist/run.js'],
      ...['apps/ingest/package.json', 'libs/used/dist/part.js', 'libs/used/package.json'],
    ]);
    for (const file of ['main.js', 'health.js', 'LICENSE', '.npmrc']) expect(existsSync(join(into, file))).toBe(true);
    expect(read('image.json')).toMatchObject({ name: 'ingest', port: 8080, main: 'apps/ingest/dist/main.js' });
  });

  it('has the packages that are imported, of the versions in the lockfile', () => {
    expect(read('package.json')).toMatchObject({
      workspaces: ['apps/ingest', 'libs/used'],
      dependencies: { direct: '1.0.0' },
    });
    expect(read('package-lock.json')).toMatchObject({
      packages: {
        'node_modules/@x/used': { resolved: 'libs/used', link: true },
        'node_modules/deep': { version: '2.0.1' },
        'node_modules/direct': { version: '1.0.0', integrity: 'sha512-x' },
      },
    });
    expect(read('package-lock.json')).not.toHaveProperty(['packages', 'node_modules/unused']);
  });

  it('is refused while something is not compiled or not exported', () => {
    write('apps/ingest/dist/run.js', `import './gone.js';`);
    expect(() => stage(root, 'ingest', into)).toThrow(/gone\.js is not there; is it compiled/);
    write('apps/ingest/dist/run.js', `import '@x/used/secret';`);
    expect(() => stage(root, 'ingest', into)).toThrow(
      new ImportNotFound('apps/ingest/dist/run.js imports @x/used/secret, which @x/used does not export'),
    );
  });
});

describe('the folder of the image of config', () => {
  const dir = mkdtempSync(join(tmpdir(), 'stage-'));
  const [root, into] = [join(dir, 'root'), join(dir, 'into')];
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  afterAll(() => rmSync(dir, { recursive: true }));

  it('has the built console where config looks for it, and is not made without one', () => {
    for (const [file, text] of Object.entries(files)) write(file.replace('apps/ingest', 'apps/config'), text);
    write('apps/console/package.json', JSON.stringify({ name: '@x/console', version: '1.0.0' }));
    mkdirSync(into);
    expect(() => stage(root, 'config', into)).toThrow(NotBuilt);
    write('apps/console/dist/web/index.html', '<html>');
    write('apps/console/dist/web/assets/main.js', '1');
    stage(root, 'config', into);
    expect(readFileSync(join(into, 'apps/console/dist/web/assets/main.js'), 'utf8')).toBe('1');
  });
});
