import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Told } from '@kochava-stream/demo';
import { freePort } from '@kochava-stream/servers';
import { playAgainst } from '../demo/play-against.ts';
import { images, type ImageName } from '../images.ts';
import { type Buildah } from './buildah.ts';
import { launch, type Runner, type Running } from './runner.ts';
import { settingsOf, type Ports, type Settings } from './settings.ts';
import { startSurroundings, type Surroundings } from './surroundings.ts';

export class RoundFailed extends Error {
  override readonly name = 'RoundFailed';
}

/** In the order in which they start. */
const services = [
  ...(['kochava-sandbox', 'config', 'kochava-dispatcher', 'identity-linker', 'transformer', 'ingest'] as const),
];
const nowhere = 'nats://127.0.0.1:1';

export type Service = (typeof services)[number];

export interface RoundOptions {
  readonly buildah: Buildah;
  readonly reference: (image: ImageName) => string;
  readonly runner: Runner;
  readonly dir: string;
  readonly rolesSql: string;
  readonly log: (line: string) => void;
}

/** One service in its container. */
interface Member {
  readonly running: Running;
  readonly container: string;
}

/**
 * Runs the whole system from its images: migrations and streams twice, six long processes, health checks, the
 * demonstration with its proof, then SIGTERM to each.
 * @returns what was seen, a line each. @throws RoundFailed
 */
export async function playRound(options: RoundOptions): Promise<string[]> {
  rmSync(options.dir, { recursive: true, force: true });
  mkdirSync(join(options.dir, 'logs'), { recursive: true });
  const around = await startSurroundings(options.dir, options.rolesSql, () => {});
  const members = new Map<Service, Member>();
  try {
    const ports = await chosenPorts();
    const seen = await prepare(options, around, ports);
    for (const name of services) members.set(name, await start(options, name, settingsOf(name, { around, ports })));
    for (const [name, { running }] of members) await ready(name, running, ports[name]);
    seen.push(...(await checkHealth(options, members)), await demonstrate(around, ports));
    seen.push(...(await memory(members)), ...(await stopAll(members)));
    seen.push(await stopEarly(options, settingsOf('config', { around: { ...around, natsUrl: nowhere }, ports })));
    return seen;
  } finally {
    for (const { running } of members.values()) if (running.alive()) running.signal('SIGKILL');
    await Promise.all([...members.values()].map(({ running }) => running.ended()));
    for (const { container } of members.values()) await options.buildah.run('rm', container);
    await around.close();
  }
}

async function chosenPorts(): Promise<Ports> {
  const entries: [Service, number][] = [];
  for (const name of services) entries.push([name, await freePort()]);
  return Object.fromEntries(entries) as Ports;
}

/** Both jobs run twice: the second time there is nothing to do. */
async function prepare(options: RoundOptions, around: Surroundings, ports: Ports): Promise<string[]> {
  const seen: string[] = [];
  for (const job of ['migrate', 'provision'] as const) {
    for (const time of ['first', 'second'] as const) {
      const settings = settingsOf(job, { around, ports });
      const member = await start(options, 'tools', { ...settings, logName: `${job}-${time}`, args: [job] });
      const code = await member.running.ended();
      await options.buildah.run('rm', member.container);
      const text = readFileSync(member.running.run.logFile, 'utf8').trim();
      if (code !== 0) throw new RoundFailed(`${job} ended with ${code}:\n${text}`);
      options.log(`  ${job}, ${time} time: ${text.split('\n').length} lines`);
      if (time === 'second') seen.push(`${job} twice: ended with 0, the second time "${text.split('\n').at(-1)}"`);
    }
  }
  return seen;
}

async function start(
  { buildah, reference, runner, dir }: RoundOptions,
  image: ImageName,
  settings: { env: Record<string, string>; mounts: Record<string, string>; args?: string[]; logName?: string },
): Promise<Member> {
  const container = await buildah.run('from', '--pull=never', reference(image));
  const root = await buildah.run('mount', container);
  const inspected = await buildah.run('inspect', '--type', 'image', reference(image));
  const { Entrypoint } = (JSON.parse(inspected) as { Docker: { config: { Entrypoint: string[] } } }).Docker.config;
  const { env, mounts, args = [], logName = image } = settings;
  const logFile = join(dir, 'logs', `${logName}.log`);
  const run = { name: image, container, root, entrypoint: Entrypoint, args, env, mounts, logFile };
  return { container, running: launch(runner, run) };
}

async function ready(name: Service, running: Running, port: number): Promise<void> {
  const path = name === 'kochava-sandbox' ? images[name].healthPath : '/readyz';
  const deadline = Date.now() + 60_000;
  while (running.alive() && Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new RoundFailed(`${name} was not ready:\n${readFileSync(running.run.logFile, 'utf8').slice(-4000)}`);
}

/** The image's own health check, in the container's file system: 0 for what is ready, 1 for what does not exist. */
async function checkHealth({ runner, dir }: RoundOptions, members: ReadonlyMap<Service, Member>): Promise<string[]> {
  for (const [name, { running }] of members) {
    const { run } = running;
    const ask = async (...args: string[]): Promise<number | string> => {
      const entrypoint = ['/usr/local/bin/node', '/app/health.js'];
      return await launch(runner, { ...run, entrypoint, args, logFile: join(dir, 'logs', 'health.log') }).ended();
    };
    const codes = [
      await ask(),
      ...(name === 'kochava-sandbox' ? [0] : [await ask('/readyz')]),
      await ask('/healthz/nothing'),
    ];
    if (codes.join() !== '0,0,1') throw new RoundFailed(`the health check of ${name} ended with ${codes.join()}`);
  }
  return ['health checks: 0 for alive and ready, 1 for a path that is not there'];
}

async function demonstrate({ state }: Surroundings, ports: Ports): Promise<string> {
  const adminToken = readFileSync(join(state, 'admin-token'), 'utf8').trim();
  const url = (name: Service): string => `http://127.0.0.1:${ports[name]}`;
  const urls = { ingest: url('ingest'), config: url('config'), sandbox: url('kochava-sandbox') };
  const { ledger, problems } = await playAgainst({ urls, adminToken }, new Told(() => {}));
  if (problems.length > 0) throw new RoundFailed(`the demonstration found faults:\n${problems.join('\n')}`);
  return `demonstration: ${ledger.length} requests at the sandbox, nothing lost, nothing twice, no link before its data`;
}

async function memory(members: ReadonlyMap<Service, Member>): Promise<string[]> {
  const lines = [...members].map(([name, { running }]) => {
    const status = readFileSync(`/proc/${running.pid()}/status`, 'utf8');
    const field = (key: string): string => new RegExp(`^${key}:\\s+(.*)$`, 'm').exec(status)?.[1] ?? '?';
    const [real, effective, saved] = field('Uid').split('\t');
    if ([real, effective, saved].some((uid) => uid !== '65532'))
      throw new RoundFailed(`${name} runs as ${field('Uid')}`);
    if (/[1-9a-f]/.test(field('CapEff'))) throw new RoundFailed(`${name} has capabilities ${field('CapEff')}`);
    return `${name} ${Math.round(Number.parseInt(field('VmRSS'), 10) / 1024)} MB`;
  });
  return [`uid 65532, no effective capability; resident memory: ${lines.join(', ')}`];
}

async function stopAll(members: ReadonlyMap<Service, Member>): Promise<string[]> {
  const took: string[] = [];
  for (const [name, { running }] of [...members].reverse()) {
    const began = Date.now();
    running.signal('SIGTERM');
    const code = await running.ended();
    if (code !== 0) throw new RoundFailed(`${name} ended with ${code} after SIGTERM`);
    took.push(`${name} ${Date.now() - began} ms`);
  }
  return [`SIGTERM, ended with 0: ${took.join(', ')}`];
}

/** A service that still waits for NATS listens to no signal, and the first process of a container is not ended by one. */
async function stopEarly(options: RoundOptions, settings: Settings): Promise<string> {
  const { running, container } = await start(options, 'config', { ...settings, logName: 'config-early' });
  try {
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    if (!running.alive()) throw new RoundFailed(`config ended without NATS; see ${running.run.logFile}`);
    const began = Date.now();
    running.signal('SIGTERM');
    const code = await Promise.race([running.ended(), new Promise((resolve) => setTimeout(resolve, 5_000, 'no end'))]);
    if (code !== 143) throw new RoundFailed(`config, waiting for NATS, met SIGTERM with ${String(code)}`);
    return `SIGTERM while it waits for NATS: ended with 143 after ${Date.now() - began} ms`;
  } finally {
    if (running.alive()) running.signal('SIGKILL');
    await running.ended();
    await options.buildah.run('rm', container);
  }
}
