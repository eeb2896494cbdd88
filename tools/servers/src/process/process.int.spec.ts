import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimFolder, FolderInUse } from './claim.ts';
import { processIdentity } from './identity.ts';
import { freePort, PortTaken, requirePort } from './ports.ts';
import { supervise } from './supervise.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'process-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const silent = (): void => undefined;

describe('a supervised server', () => {
  const options = (script: string) => ({
    command: ['sh', '-c', script],
    logFile: join(dir, 'log'),
    stopSignal: 'TERM' as const,
    graceMs: 300,
  });

  it('is known by its own process id, writes to the log, and its end is seen with its code', async () => {
    const server = await supervise(options('echo $$; exit 7'));
    expect(await server.exited).toBe(7);
    expect(server.running()).toBe(false);
    expect((await readFile(join(dir, 'log'), 'utf8')).trim()).toBe(String(server.pid));
  });

  it('is killed by a signal as any process', async () => {
    const server = await supervise(options('exec sleep 60'));
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toBe(137);
  });

  it('has its own session: an interrupt of our group does not reach it', async () => {
    const server = await supervise(options('exec sleep 60'));
    const stat = await readFile(`/proc/${server.pid}/stat`, 'utf8');
    const ours = await readFile('/proc/self/stat', 'utf8');
    const session = (text: string): string | undefined => text.slice(text.lastIndexOf(')')).split(' ')[4];
    expect(session(stat)).not.toBe(session(ours));
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
  });
});

describe('a folder', () => {
  const claim = () => claimFolder({ file: join(dir, 'pid'), stopSignal: 'SIGTERM', log: silent });

  it('belongs to one living process', async () => {
    const other = spawn('sleep', ['60']);
    const owner = { pid: other.pid, identity: processIdentity(other.pid ?? 0) };
    await writeFile(join(dir, 'pid'), JSON.stringify({ owner }));
    await expect(claim()).rejects.toThrow(new FolderInUse(join(dir, 'pid'), other.pid ?? 0));
    other.kill('SIGKILL');
    await new Promise((resolve) => other.once('exit', resolve));
    await (await claim()).release();
    expect(existsSync(join(dir, 'pid'))).toBe(false);
  });

  it('is taken over from a dead owner, and the server it left is stopped first', async () => {
    const server = spawn('sh', ['-c', 'trap "" TERM; while :; do sleep 0.1; done']);
    const left = { pid: server.pid ?? 0, identity: processIdentity(server.pid ?? 0) };
    await writeFile(join(dir, 'pid'), JSON.stringify({ owner: { pid: 1, identity: 'earlier' }, server: left }));
    const gone = new Promise((resolve) => server.once('exit', (_, signal) => resolve(signal)));
    const taken = claim();
    // It ignores SIGTERM here only so that the test sees which signal came: stop it as an operator would.
    setTimeout(() => server.kill('SIGKILL'), 300);
    await (await taken).release();
    expect(await gone).toBe('SIGKILL');
  });

  it('never makes us stop a process that only has the number of a server that is gone', async () => {
    const innocent = spawn('sleep', ['60']);
    const numbers = { pid: innocent.pid, identity: 'of an earlier process' };
    await writeFile(join(dir, 'pid'), JSON.stringify({ owner: { pid: 1, identity: 'earlier' }, server: numbers }));
    await claim();
    expect(innocent.exitCode ?? innocent.signalCode).toBeNull();
    innocent.kill('SIGKILL');
  });

  it('is taken over when the file says nothing', async () => {
    await writeFile(join(dir, 'pid'), '');
    await claim();
  });
});

describe('a port', () => {
  it('is free, below the range of outgoing connections, and never given twice', async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(new Set(ports).size).toBe(20);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });

  it('that is taken is refused with the variable that changes it', async () => {
    const port = await freePort();
    await requirePort(port, 'NATS_PORT', 'NATS');
    const listener = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    await expect(requirePort(port, 'NATS_PORT', 'NATS')).rejects.toThrow(new PortTaken(port, 'NATS_PORT', 'NATS'));
    expect(new PortTaken(port, 'NATS_PORT', 'NATS').message).toContain('set NATS_PORT to a free port');
    listener.close();
  });
});
