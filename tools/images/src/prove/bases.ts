import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Buildah } from './buildah.ts';

export const buildBase = 'localhost/kochava-stream-proof/build-base';
export const runtimeBase = 'localhost/kochava-stream-proof/runtime-base';

const certificates = 'etc/ssl/certs/ca-certificates.crt';

/** The Debian packages that gcr.io/distroless/cc-debian12 is made of. */
const runtimePackages = [
  ...['base-files', 'netbase', 'tzdata', 'ca-certificates'],
  ...['libc6', 'libssl3', 'libgcc-s1', 'gcc-12-base', 'libgomp1', 'libstdc++6'],
];

/**
 * Stands in for node:24-bookworm-slim where no registry can be reached: Debian 12 by debootstrap, this process's Node,
 * this machine's npm and certificates.
 */
export async function makeBuildBase(buildah: Buildah): Promise<void> {
  await makeImage(buildah, buildBase, ['--env', `NODE_EXTRA_CA_CERTS=/${certificates}`], (root) => {
    const options = ['--variant=minbase', '--include=ca-certificates', 'bookworm', root];
    execFileSync('debootstrap', [...options, 'http://deb.debian.org/debian'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    rmSync(join(root, 'var/cache/apt/archives'), { recursive: true, force: true });
    copyFromHost(root, process.execPath, 'usr/local/bin/node');
    const npm = dirname(dirname(execFileSync('readlink', ['-f', which('npm')], { encoding: 'utf8' }).trim()));
    copyFromHost(root, npm, 'usr/local/lib/node_modules/npm');
    symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
    copyFromHost(root, `/${certificates}`, certificates);
  });
}

/** Stands in for distroless/cc-debian12:nonroot: the same packages, unpacked, the same user, no shell. */
export async function makeRuntimeBase(buildah: Buildah): Promise<void> {
  const settings = ['--user', '65532', '--workingdir', '/home/nonroot', '--env', `SSL_CERT_FILE=/${certificates}`];
  await makeImage(buildah, runtimeBase, settings, (root) => {
    const debs = mkdtempSync(join(tmpdir(), 'kochava-stream-debs-'));
    try {
      execFileSync('apt-get', ['download', '-q', ...runtimePackages], { cwd: debs, stdio: 'ignore' });
      for (const deb of readdirSync(debs)) execFileSync('dpkg-deb', ['-x', join(debs, deb), root]);
    } finally {
      rmSync(debs, { recursive: true, force: true });
    }
    for (const folder of ['usr/share/man', 'usr/share/doc', 'usr/share/locale', 'usr/share/lintian', 'usr/sbin']) {
      rmSync(join(root, folder), { recursive: true, force: true });
    }
    for (const folder of ['home/nonroot', 'tmp', 'etc/ssl/certs']) mkdirSync(join(root, folder), { recursive: true });
    chmodSync(join(root, 'tmp'), 0o1777);
    copyFromHost(root, `/${certificates}`, certificates);
    appendFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/sbin/nologin\n');
    appendFileSync(join(root, 'etc/passwd'), 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n');
    appendFileSync(join(root, 'etc/group'), 'root:x:0:\nnonroot:x:65532:\n');
  });
}

async function makeImage(
  buildah: Buildah,
  name: string,
  settings: readonly string[],
  fill: (root: string) => void,
): Promise<void> {
  if (await buildah.has(name)) return;
  const container = await buildah.run('from', 'scratch');
  try {
    fill(await buildah.run('mount', container));
    await buildah.run('umount', container);
    const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    await buildah.run('config', '--env', `PATH=${path}`, ...settings, container);
    await buildah.run('commit', '--quiet', '--format', 'docker', container, name);
  } finally {
    await buildah.run('rm', container);
  }
}

function copyFromHost(root: string, from: string, to: string): void {
  mkdirSync(dirname(join(root, to)), { recursive: true });
  cpSync(from, join(root, to), { recursive: true, dereference: false });
}

function which(tool: string): string {
  return execFileSync('which', [tool], { encoding: 'utf8' }).trim();
}
