import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsConfig } from './config.ts';
import { configuredMirror } from './install-debian.ts';
import { checkSum } from './install-release.ts';

describe('the checksum of a release', () => {
  const bytes = Buffer.from('archive');
  const digest = createHash('sha256').update(bytes).digest('hex');
  const sums = `${'0'.repeat(64)}  other.tar.gz\n${digest}  nats.tar.gz\n`;

  it('fits, or refuses', () => {
    checkSum(sums, 'nats.tar.gz', bytes);
    checkSum(sums.replace('  nats', ' *nats'), 'nats.tar.gz', bytes);
    expect(() => checkSum(sums, 'nats.tar.gz', Buffer.from('Archive'))).toThrow('does not match');
    expect(() => checkSum(sums, 'other.tar.gz', bytes)).toThrow('does not match');
    expect(() => checkSum(sums, 'missing.tar.gz', bytes)).toThrow('does not name missing.tar.gz');
  });
});

describe("the machine's Debian mirror", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'apt-'));
    await mkdir(join(dir, 'sources.list.d'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it.each([
    ['sources.list', 'deb http://mirror.example/debian bookworm main', 'http://mirror.example/debian'],
    ['sources.list', 'deb [arch=amd64 signed-by=/x] https://m.example/debian/ sid main', 'https://m.example/debian/'],
    [
      'sources.list.d/debian.sources',
      'Types: deb\nURIs: http://m.example/debian\nSuites: x',
      'http://m.example/debian',
    ],
  ])('is read from %s', async (file, text, mirror) => {
    await writeFile(join(dir, 'sources.list.d', 'a.list'), 'deb https://packages.example/other x main\n');
    await writeFile(join(dir, file), `# deb http://commented.example/debian x main\n${text}\n`);
    expect(await configuredMirror(dir)).toBe(mirror);
  });

  it('is missed where there is none', async () => {
    await expect(configuredMirror(dir)).rejects.toThrow('no Debian mirror');
  });
});

it('the configuration syncs always and shows its monitoring to the machine alone', () => {
  const text = natsConfig({ name: 'n', port: 1, monitorPort: 2, storeDir: '/a "b"', maxFileStore: 3 });
  expect(text).toContain('sync_interval: always');
  expect(text).toContain('strict: true');
  expect(text).toContain('http: "127.0.0.1:2"');
  expect(text).toContain('store_dir: "/a \\"b\\""');
});
