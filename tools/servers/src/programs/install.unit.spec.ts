import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { natsConfig } from '../nats/config.ts';
import { configuredMirror, ownSuite } from './debian.ts';
import { checkSum, installRelease } from './release.ts';

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

describe('an official release', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'release-'));
    await mkdir(join(dir, 'thing-1-x'));
    await writeFile(join(dir, 'thing-1-x', 'thing'), 'what runs');
    execFileSync('tar', ['-czf', join(dir, 'thing-1-x.tar.gz'), '-C', dir, 'thing-1-x']);
  });
  afterEach(() => rm(dir, { recursive: true }));

  const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

  async function installed(kind: 'archive' | 'binary', sums: string): Promise<string> {
    const archive = await readFile(join(dir, 'thing-1-x.tar.gz'));
    const server = createServer(({ url }, response) => response.end(url === '/sums.txt' ? sums : archive));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const scratch = await mkdtemp(join(dir, 'scratch-'));
    try {
      const release = { base, sums: 'sums.txt', digestOf: kind, folder: 'thing-1-x', binary: 'thing' };
      return await readFile(await installRelease(scratch, release), 'utf8');
    } finally {
      server.close();
    }
  }

  it('is what its list says, by the archive or by the binary', async () => {
    const archive = digestOf(await readFile(join(dir, 'thing-1-x.tar.gz')));
    expect(await installed('archive', `${archive}  thing-1-x.tar.gz\n`)).toBe('what runs');
    const binary = digestOf(Buffer.from('what runs'));
    expect(await installed('binary', `${binary} *thing-1-x/thing\n`)).toBe('what runs');
  });

  it('is refused when it is something else', async () => {
    await expect(installed('archive', `${'0'.repeat(64)}  thing-1-x.tar.gz\n`)).rejects.toThrow('does not match');
    await expect(installed('binary', `${'0'.repeat(64)} *thing-1-x/thing\n`)).rejects.toThrow('does not match');
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

  it('has packages for the release that runs here', async () => {
    const file = join(dir, 'os-release');
    await writeFile(file, 'NAME="Debian GNU/Linux"\nVERSION_CODENAME=bookworm\nID=debian\n');
    expect(await ownSuite(file)).toBe('bookworm');
    await writeFile(file, 'VERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\n');
    await expect(ownSuite(file)).rejects.toThrow('not a release of Debian');
  });
});

it('the configuration syncs always and shows its monitoring to the machine alone', () => {
  const text = natsConfig({ name: 'n', port: 1, monitorPort: 2, storeDir: '/a "b"', maxFileStore: 3 });
  expect(text).toContain('sync_interval: always');
  expect(text).toContain('strict: true');
  expect(text).toContain('http: "127.0.0.1:2"');
  expect(text).toContain('store_dir: "/a \\"b\\""');
});
