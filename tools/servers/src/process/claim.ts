import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { type Log } from '../log.ts';
import { processIdentity } from './identity.ts';

interface Process {
  pid: number;
  identity: string | undefined;
}
interface Claimed {
  owner: Process;
  server?: Process;
}

/** Another living process runs a server in this folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  constructor(
    readonly file: string,
    readonly pid: number,
  ) {
    super(`process ${pid} runs a server here already (${file}): stop it, or use another folder`);
  }
}

/** A folder's pid file: who runs a server in it. One process owns a folder at a time. */
export interface Claim {
  /** Names the running server, so that the next owner can stop it should nobody else have. */
  record: (serverPid: number) => Promise<void>;
  release: () => Promise<void>;
}

interface ClaimOptions {
  file: string;
  stopSignal: 'SIGTERM' | 'SIGINT';
  log: Log;
}

/**
 * Takes the folder. A server whose owner is dead is stopped first (it was left by a SIGKILL that hit its
 * supervisor too). @throws FolderInUse while the owner lives
 */
export async function claimFolder({ file, stopSignal, log }: ClaimOptions): Promise<Claim> {
  const owner = describe(process.pid);
  while (!(await created(file, { owner }))) {
    const holder = await read(file);
    if (holder !== undefined) await displace(file, holder, { stopSignal, log });
    await rm(file, { force: true });
  }
  return {
    record: (serverPid) => replace(file, { owner, server: describe(serverPid) }),
    release: () => rm(file, { force: true }),
  };
}

async function displace(file: string, { owner, server }: Claimed, how: Omit<ClaimOptions, 'file'>): Promise<void> {
  const serverLives = server !== undefined && lives(server);
  const ownerLives = lives(owner) && (owner.pid !== process.pid || serverLives);
  if (ownerLives) throw new FolderInUse(file, owner.pid);
  if (!serverLives) return;
  how.log(`stopping process ${server.pid}, left here by process ${owner.pid}, which is gone`);
  await end(server, how.stopSignal);
}

async function end(server: Process, signal: NodeJS.Signals): Promise<void> {
  send(server, signal);
  if (await gone(server, 10_000)) return;
  send(server, 'SIGKILL');
  await gone(server, 5_000);
}

function send(server: Process, signal: NodeJS.Signals): void {
  try {
    if (lives(server)) process.kill(server.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function gone(server: Process, withinMs: number): Promise<boolean> {
  for (const until = Date.now() + withinMs; Date.now() < until;) {
    if (!lives(server)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return !lives(server);
}

function describe(pid: number): Process {
  return { pid, identity: processIdentity(pid) };
}

function lives({ pid, identity }: Process): boolean {
  return identity !== undefined && processIdentity(pid) === identity;
}

async function read(file: string): Promise<Claimed | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Claimed;
  } catch {
    return undefined;
  }
}

/** Whole or not at all, and only if the file is not there. */
async function created(file: string, content: Claimed): Promise<boolean> {
  const whole = await beside(file, content);
  try {
    await link(whole, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(whole, { force: true });
  }
}

async function replace(file: string, content: Claimed): Promise<void> {
  await rename(await beside(file, content), file);
}

async function beside(file: string, content: Claimed): Promise<string> {
  const name = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(name, JSON.stringify(content), { mode: 0o600 });
  return name;
}
