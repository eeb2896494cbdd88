import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findNatsServer, natsServer } from '../nats/find.ts';
import { cachedBinary } from './cache.ts';
import { findProgram, type FindOptions } from './find.ts';
import { type Program, type Route } from './program.ts';

const cachedAt = (cache: string): string => cachedBinary(natsServer, cache);

let dir: string;
let said: string[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'find-nats-'));
  said = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const old = 'nats-server: v2.9.10';
const good = 'nats-server: v2.15.1';

/** A program that says this version. */
async function program(path: string, says: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho "${says}"\n`);
  await chmod(path, 0o755);
  return path;
}

function find(options: FindOptions = {}): Promise<string> {
  const nowhere = { PATH: '/nonexistent' };
  return findNatsServer({ log: (line) => said.push(line), env: nowhere, caches: [join(dir, 'cache')], ...options });
}

const route = (name: string, says: string): Route => ({
  name,
  install: (scratch) => program(join(scratch, 'built'), says),
});
const broken = (name: string): Route => ({ name, install: () => Promise.reject(new Error(`${name} is away`)) });

describe('NATS_SERVER_BIN', () => {
  it('is used, whatever else there is', async () => {
    const binary = await program(join(dir, 'mine'), good);
    expect(await find({ env: { NATS_SERVER_BIN: binary } })).toBe(binary);
    expect(said).toEqual([`nats-server 2.15.1: ${binary} (NATS_SERVER_BIN)`]);
  });

  it.each([
    ['too old', old, 'version 2.9.10'],
    ['no nats-server', 'hello', 'does not say its version'],
  ])('is an error that names it when it is %s', async (_, says, why) => {
    const binary = await program(join(dir, 'mine'), says);
    const found = find({ env: { NATS_SERVER_BIN: binary }, routes: [route('any', good)] });
    await expect(found).rejects.toThrow(`NATS_SERVER_BIN=${binary} cannot be used: `);
    await expect(find({ env: { NATS_SERVER_BIN: binary } })).rejects.toThrow(why);
  });

  it('is an error when it is not there', async () => {
    await expect(find({ env: { NATS_SERVER_BIN: '/nonexistent/nats' } })).rejects.toThrow('is not installed');
  });
});

describe('otherwise', () => {
  it('PATH comes before the cache; one too old is refused, and the next looked at', async () => {
    const tooOld = await program(join(dir, 'a', 'nats-server'), old);
    const newer = await program(join(dir, 'b', 'nats-server'), good);
    await program(cachedAt(join(dir, 'cache')), good);
    expect(await find({ env: { PATH: `${dirname(tooOld)}:${dirname(newer)}` } })).toBe(newer);
    expect(said[0]).toMatch(`nats-server on the PATH is refused (${tooOld}): version 2.9.10`);
  });

  it('the cache comes before installing', async () => {
    const cached = await program(cachedAt(join(dir, 'cache')), good);
    expect(await find({ routes: [broken('any')] })).toBe(cached);
  });

  it('the routes are tried in order; each says why it was passed over', async () => {
    const routes = [broken('first'), route('second', old), route('third', good), broken('fourth')];
    const binary = await find({ routes });
    expect(binary).toBe(cachedAt(join(dir, 'cache')));
    expect(said).toEqual([
      'nats-server: trying first',
      'nats-server: first did not work: first is away',
      'nats-server: trying second',
      'nats-server: second did not work: version 2.9.10; 2.15 or newer is needed',
      'nats-server: trying third',
      `nats-server: installed as ${binary}`,
    ]);
  });

  it('a damaged one in the cache is replaced', async () => {
    await program(cachedAt(join(dir, 'cache')), 'garbage');
    await find({ routes: [route('any', good)] });
    said = [];
    await find({ routes: [] });
    expect(said).toEqual([expect.stringContaining('installed before')]);
  });

  it('a cache that cannot be written is passed over', async () => {
    await writeFile(join(dir, 'file'), '');
    const caches = [join(dir, 'file', 'cache'), join(dir, 'second')];
    expect(await find({ caches, routes: [route('any', good)] })).toBe(cachedAt(join(dir, 'second')));
  });

  it('the error says everything that was tried, and what to do', async () => {
    const found = find({ routes: [broken('first'), broken('second')] });
    await expect(found).rejects.toThrow(/first is away[^]*second is away[^]*set NATS_SERVER_BIN/);
  });
});

describe('several at once', () => {
  it('build once, and all find the whole result', async () => {
    let builds = 0;
    const slow: Route = {
      name: 'slow',
      install: async (scratch) => {
        builds += 1;
        await new Promise((resolve) => setTimeout(resolve, 200));
        return program(join(scratch, 'built'), good);
      },
    };
    const found = await Promise.all(Array.from({ length: 5 }, () => find({ routes: [slow] })));
    expect(new Set(found)).toEqual(new Set([cachedAt(join(dir, 'cache'))]));
    expect(builds).toBe(1);
    expect(said.filter((line) => line.includes('waiting'))).toHaveLength(4);
    expect(await readdir(join(dir, 'cache'))).toEqual([expect.stringMatching(/^nats-server-2/)]);
  });

  it('are not held up by the lock of a dead process', async () => {
    await mkdir(join(dir, 'cache'));
    await writeFile(join(dir, 'cache', 'nats-server.lock'), JSON.stringify({ pid: process.pid, identity: 'earlier' }));
    await find({ routes: [route('any', good)] });
  });
});

describe('a program with companions', () => {
  const pair: Program = {
    ...natsServer,
    name: 'pair',
    variable: 'PAIR_BIN',
    companions: ['helper'],
    routes: [],
  };
  const both: Route = {
    name: 'both',
    install: async (scratch) => {
      await program(join(scratch, 'helper'), 'helping');
      return program(join(scratch, 'pair'), good);
    },
  };
  const settings = () => ({ env: { PATH: '' }, caches: [join(dir, 'cache')], log: (line: string) => said.push(line) });

  it('is installed with them', async () => {
    const binary = await findProgram(pair, { ...settings(), routes: [both] });
    expect((await readdir(dirname(binary))).sort()).toEqual(['helper', 'pair']);
    expect(await findProgram(pair, { ...settings() })).toBe(binary);
  });

  it('is refused without them', async () => {
    const binary = await program(join(dir, 'pair'), good);
    const found = findProgram(pair, { ...settings(), env: { PAIR_BIN: binary } });
    await expect(found).rejects.toThrow('there is no helper beside it');
  });
});
