import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, statSync } from 'node:fs';
import { type Readable, type Writable } from 'node:stream';
import { kept } from './wait.ts';

/**
 * Starts the server and watches standard input, which is a pipe held by our process alone. When the pipe closes
 * (we ended, were killed, crashed), the server gets its stop signal, after the grace SIGKILL, and the scratch
 * folder is removed. When the server ends first, the exit code is its own.
 */
const script = `
signal=$1 grace=$2 scratch=$3
shift 3
exec 3<&0 </dev/null
"$@" 3<&- >&2 &
server=$!
echo "$server"
exec >&2
(
  while read -r line <&3; do :; done
  trap '' TERM
  kill -s "$signal" "$server" 2>/dev/null
  tenths=0
  while kill -0 "$server" 2>/dev/null && [ "$tenths" -lt "$grace" ]; do
    sleep 0.1
    tenths=$((tenths + 1))
  done
  kill -s KILL "$server" 2>/dev/null
  [ -z "$scratch" ] || rm -rf -- "$scratch"
) &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill -s TERM "$watcher" 2>/dev/null
exit "$code"
`;

export interface SuperviseOptions {
  command: readonly string[];
  /** Standard output and error of the server are appended here. */
  logFile: string;
  stopSignal: 'TERM' | 'INT';
  graceMs: number;
  /** Removed with everything in it when our process dies before it stopped the server. */
  scratch?: string;
  env?: NodeJS.ProcessEnv;
}

/** A server that cannot outlive this process. */
export interface Supervised {
  /** The server's own process id. */
  readonly pid: number;
  /** Resolves when the server ended, with its exit code (128 + n after signal n). */
  readonly exited: Promise<number>;
  readonly running: () => boolean;
  /** Waits for the end; until then this process does not end by itself. */
  readonly ended: () => Promise<number>;
}

/** A log larger than this is begun anew at the next start. */
const maxLogBytes = 10 * 1024 * 1024;

/** Starts a server in a session of its own (a Ctrl-C at the terminal does not reach it) that ends when we end. */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const { command, stopSignal, graceMs, scratch = '' } = options;
  const log = openSync(options.logFile, isLarge(options.logFile) ? 'w' : 'a', 0o600);
  const args = [stopSignal, String(Math.ceil(graceMs / 100)), scratch, ...command];
  const child = spawn('/bin/sh', ['-c', script, 'kochava-stream-supervisor', ...args], {
    stdio: ['pipe', 'pipe', log],
    detached: true,
    cwd: '/',
    env: options.env ?? process.env,
  });
  closeSync(log);
  const exited = whenExited(child);
  const pid = await serverPid(child);
  unref(child);
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  return { pid, exited, running, ended: () => kept(exited) };
}

function whenExited(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127));
    child.once('exit', (code) => resolve(code ?? 137));
  });
}

function serverPid(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout?.once('data', (line: Buffer) => resolve(Number(line.toString('utf8').trim())));
  });
}

/** Nothing of it may keep this process alive: ending is what stops the server. */
function unref(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout] as (Readable | Writable | null)[]) {
    stream?.on('error', () => undefined);
    if (stream !== null && 'unref' in stream) (stream as unknown as { unref: () => void }).unref();
  }
}

function isLarge(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes;
}
