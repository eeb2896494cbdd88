import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

/** An image that is to run. */
export interface Run {
  readonly name: string;
  /** Its container, of which there is one per run. */
  readonly container: string;
  /** Where the container's file system is mounted. */
  readonly root: string;
  readonly entrypoint: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Host folder by folder in the container, `:ro` after it = not to be written to. */
  readonly mounts: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** A way to run an image: starts its process and says how. */
export interface Runner {
  readonly how: string;
  launch(run: Run, log: number): ChildProcess;
}

export const user = 65532;

/** `buildah run --isolation chroot`, as the image's user. */
export function byBuildah(command: (...args: string[]) => string[]): Runner {
  return {
    how: 'buildah run --isolation chroot',
    launch: (run, log) => {
      const env = Object.entries(run.env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
      const mounts = Object.entries(run.mounts).flatMap(([to, from]) => ['--volume', volume(from, to)]);
      const options = ['--isolation', 'chroot', '--user', `${user}:${user}`, ...env, ...mounts];
      const [file = '', ...args] = command(
        'run',
        ...options,
        '--',
        run.container,
        ...run.entrypoint,
        ...(run.args ?? []),
      );
      return spawn(file, args, { stdio: ['ignore', log, log] });
    },
  };
}

function volume(from: string, to: string): string {
  return from.endsWith(':ro') ? `${from.slice(0, -3)}:${to}:ro` : `${from}:${to}`;
}

/** Root file system, then proc and dev, and what is mounted; nothing else can be written to, /tmp neither. */
const readOnlyScript = `
root=$1; uid=$2; mounts=$3; shift 3
mount --bind "$root" "$root"
mount -o remount,bind,ro "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o size=1m,mode=755 tmpfs "$root/run"
while [ "$mounts" -gt 0 ]; do
  mkdir -p "$root$2" 2>/dev/null || true
  mount --bind "$1" "$root$2"
  [ "$3" = rw ] || mount -o remount,bind,ro "$root$2"
  mounts=$((mounts - 1)); shift 3
done
exec setpriv --no-new-privs chroot "--userspec=$uid:$uid" "$root" "$@"
`;

/** As the compose file runs it: process 1, read-only root, no capabilities, no new privileges. */
export const readOnly: Runner = {
  how: 'process 1, read-only root, no capabilities, no new privileges',
  launch: (run, log) => {
    const mounts = Object.entries(run.mounts).map(([to, from]) =>
      from.endsWith(':ro') ? [from.slice(0, -3), to, 'ro'] : [from, to, 'rw'],
    );
    const args = [
      run.root,
      String(user),
      String(mounts.length),
      ...mounts.flat(),
      ...run.entrypoint,
      ...(run.args ?? []),
    ];
    const unshared = [
      '--mount',
      '--propagation',
      'private',
      '--pid',
      '--fork',
      '--kill-child',
      'sh',
      '-eu',
      '-c',
      readOnlyScript,
      'sh',
      ...args,
    ];
    return spawn('unshare', unshared, { stdio: ['ignore', log, log], env: { PATH: process.env['PATH'], ...run.env } });
  },
};

/** A process of an image. */
export interface Running {
  readonly run: Run;
  alive(): boolean;
  /** The program's own process, as the host numbers it. */
  pid(): number;
  /** @returns its exit code, or the signal that ended it */
  ended(): Promise<number | string>;
  signal(signal: NodeJS.Signals): void;
}

export function launch(runner: Runner, run: Run): Running {
  const log = openSync(run.logFile, 'a');
  const child = runner.launch(run, log);
  closeSync(log);
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal ?? 'unknown') as number | string);
  const pid = (): number => innermost(child.pid ?? 0);
  return {
    run,
    alive: () => child.exitCode === null && child.signalCode === null,
    pid,
    ended: () => ended,
    signal: (signal) => void process.kill(pid(), signal),
  };
}

/** buildah stands between us and the program, and any of its threads may be the parent. */
function innermost(pid: number): number {
  const children = readdirSync(`/proc/${pid}/task`)
    .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim())
    .filter((text) => text !== '')
    .flatMap((text) => text.split(' ').map(Number));
  const child = children.at(-1);
  return child === undefined ? pid : innermost(child);
}
