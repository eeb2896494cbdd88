import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './compose/compose-file.ts';

/** deploy/docker/main.js and health.js, as they are in every image. */
describe('what every image starts with', () => {
  const dir = mkdtempSync(join(tmpdir(), 'starters-'));
  const started: ChildProcess[] = [];
  let server: Server;
  let port: number;

  beforeAll(async () => {
    for (const file of ['main.js', 'health.js']) copyFileSync(join(repository, 'deploy/docker', file), join(dir, file));
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
    writeFileSync(join(dir, 'said.js'), `console.log('said', ...process.argv.slice(2));`);
    writeFileSync(
      join(dir, 'waits.js'),
      `console.log('up'); setInterval(() => {}, 1000); await new Promise(() => {});`,
    );
    writeFileSync(
      join(dir, 'serves.js'),
      `process.once('SIGTERM', () => setTimeout(() => process.exit(0), 300)); setInterval(() => {}, 1000); console.log('up');`,
    );
    server = createServer((request, response) => {
      response.statusCode = request.url === '/readyz' ? 503 : request.url === '/healthz' ? 200 : 404;
      response.end(request.url === '/readyz' ? 'nats: not connected' : '');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    for (const child of started) child.kill('SIGKILL');
    server.close();
    rmSync(dir, { recursive: true });
  });

  function start(image: object, file: string, ...args: string[]): { child: ChildProcess; text: () => string } {
    writeFileSync(join(dir, 'image.json'), JSON.stringify({ name: 'spec', ...image }));
    const child = spawn(process.execPath, [join(dir, file), ...args], { env: { PATH: process.env['PATH'] } });
    started.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += part.toString()));
    return { child, text: () => text };
  }

  async function ended(image: object, file: string, ...args: string[]): Promise<[number, string]> {
    const { child, text } = start(image, file, ...args);
    const [code] = (await once(child, 'close')) as [number];
    return [code, text()];
  }

  /** Starts, waits for "up", signals. @returns the exit code and how long it took, ms */
  async function signalled(main: string, signals: readonly NodeJS.Signals[]): Promise<[number, number]> {
    const { child } = start({ main }, 'main.js');
    const closed = once(child, 'close') as Promise<[number]>;
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    const began = Date.now();
    for (const signal of signals) {
      child.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const [code] = await closed;
    return [code, Date.now() - began];
  }

  it('runs the command that is named, which sees its own arguments only', async () => {
    const image = { commands: { say: 'said.js' } };
    expect(await ended(image, 'main.js', 'say', '--loud')).toEqual([0, 'said --loud\n']);
    expect(await ended(image, 'main.js', 'sing')).toEqual([2, 'spec: the first argument says what to do: say\n']);
    expect(await ended(image, 'main.js')).toMatchObject([2, expect.anything()]);
  });

  it('ends at once at a signal that the service does not listen to yet', async () => {
    expect(await signalled('waits.js', ['SIGTERM'])).toMatchObject([143, expect.any(Number)]);
    expect(await signalled('waits.js', ['SIGINT'])).toMatchObject([130, expect.any(Number)]);
  });

  it('leaves a signal to the service that listens to it; a second one does not wait', async () => {
    const [code, took] = await signalled('serves.js', ['SIGTERM']);
    expect([code, took >= 300]).toEqual([0, true]);
    expect(await signalled('serves.js', ['SIGTERM', 'SIGTERM'])).toMatchObject([143, expect.any(Number)]);
  });

  it('asks for health: 0 for 2xx, otherwise 1 and why', async () => {
    const image = { port, healthPath: '/healthz' };
    expect(await ended(image, 'health.js')).toEqual([0, '']);
    expect(await ended(image, 'health.js', '/readyz')).toEqual([
      1,
      `http://127.0.0.1:${port}/readyz: 503 nats: not connected\n`,
    ]);
    expect(await ended({ ...image, port: 1 }, 'health.js')).toMatchObject([1, expect.stringContaining('ECONNREFUSED')]);
    expect(await ended({ commands: {} }, 'health.js')).toEqual([0, '']);
  });
});
