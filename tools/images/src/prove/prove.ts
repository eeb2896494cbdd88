import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { imageNames, type ImageName } from '../images.ts';
import { buildBase, makeBuildBase, makeRuntimeBase, runtimeBase } from './bases.ts';
import { Buildah } from './buildah.ts';
import { factsOf, type ImageFacts } from './image-facts.ts';
import { playRound } from './round.ts';
import { byBuildah, readOnly } from './runner.ts';

export interface ProofOptions {
  /** The repository. */
  readonly root: string;
  /** Holds images, containers, servers' data, logs. */
  readonly dir: string;
  readonly driver: string;
  readonly log: (line: string) => void;
}

export interface Proof {
  readonly images: readonly ImageFacts[];
  readonly rounds: readonly { readonly how: string; readonly seen: readonly string[] }[];
}

const reference = (image: ImageName): string => `localhost/kochava-stream/${image}`;

/** Builds every image from the files that are committed, looks into each, and runs the system from them in two ways. */
export async function proveImages({ root, dir, driver, log }: ProofOptions): Promise<Proof> {
  const buildah = new Buildah(dir, driver);
  const context = join(dir, 'context');
  committed(root, context);
  await timed(log, 'base for building: Debian 12 by debootstrap, Node, npm', () => makeBuildBase(buildah));
  await timed(log, 'base for running: the packages of distroless/cc-debian12', () => makeRuntimeBase(buildah));
  const images: ImageFacts[] = [];
  for (const image of imageNames) {
    await timed(log, `build ${image}`, () => build(buildah, image, context));
    images.push(await factsOf(buildah, image, reference(image)));
  }
  const rounds = [];
  for (const runner of [byBuildah((...args) => buildah.command(...args)), readOnly]) {
    log(`run: ${runner.how}`);
    const rolesSql = join(context, 'deploy/compose/postgres/roles.sql');
    const round = join(dir, `round-${rounds.length + 1}`);
    rounds.push({ how: runner.how, seen: await playRound({ buildah, reference, runner, dir: round, rolesSql, log }) });
  }
  return { images, rounds };
}

function committed(root: string, context: string): void {
  mkdirSync(context, { recursive: true });
  execFileSync('sh', ['-eu', '-c', 'git -C "$1" archive HEAD | tar -x -C "$2"', 'sh', root, context]);
}

async function build(buildah: Buildah, image: ImageName, context: string): Promise<void> {
  const args = { SERVICE: image, BUILD_IMAGE: buildBase, RUNTIME_IMAGE: runtimeBase, REVISION: 'proof' };
  const given = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const options = ['--isolation', 'chroot', '--format', 'docker', '--layers', '--pull-never', ...given];
  await buildah.run('bud', ...options, '--tag', reference(image), '--file', join(context, 'Dockerfile'), context);
}

async function timed(log: (line: string) => void, what: string, work: () => Promise<void>): Promise<void> {
  const began = Date.now();
  await work();
  log(`${what}: ${((Date.now() - began) / 1000).toFixed(0)} s`);
}
