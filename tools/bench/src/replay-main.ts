import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigClient, startProcesses } from '@kochava-stream/all-in-one';
import { startSandbox, type Sandbox } from '@kochava-stream/kochava-sandbox';
import { connectNats } from '@kochava-stream/messaging';
import { createLogger } from '@kochava-stream/observability';
import { fillDead } from './replay/letters.ts';
import { LetterApi } from './replay/letter-api.ts';
import { deviceIn, LiveTraffic } from './replay/live.ts';

const help = `Usage: npm run bench:replay [-- options]

Puts dead letters into a system of five processes, replays them while events go on coming, and shows what these notice
of it. Exit code 1 when a letter was not sent exactly once, or an event of the traffic is missing.

  --letters N   how many [100000]
  --rate N      letters a second [1000]
  --live N      events a second of the traffic [50]
  --before N    seconds of traffic before the replay, for comparison [20]
`;

const { values } = parseArgs({
  options: {
    letters: { type: 'string', default: '100000' },
    rate: { type: 'string', default: '1000' },
    live: { type: 'string', default: '50' },
    before: { type: 'string', default: '20' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const wanted = {
  letters: Number(values.letters),
  rate: Number(values.rate),
  live: Number(values.live),
  before: Number(values.before),
};
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const apiKey = 'bench-api-key';

async function bench(): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'kochava-stream-replay-'));
  const sandbox = await startSandbox();
  const processes = await startProcesses({
    dataDir: dir,
    kochavaUrl: sandbox.url,
    logLevel: 'warn',
    extra: {},
    log: () => undefined,
  });
  try {
    return await measure(processes, sandbox);
  } finally {
    await processes.close();
    await sandbox.close();
    await rm(dir, { recursive: true, force: true });
  }
}

type Processes = Awaited<ReturnType<typeof startProcesses>>;

async function measure({ services, servers, adminToken }: Processes, sandbox: Sandbox): Promise<boolean> {
  const { project, sync } = await configure(new ConfigClient(services.config.url, adminToken));
  const letters = new LetterApi(services.config.url, adminToken, sync);
  const nats = await connectNats({
    servers: servers.nats.url,
    name: 'bench',
    logger: createLogger({ service: 'bench', level: 'warn' }),
  });
  let began = performance.now();
  await fillDead(nats, { project, sync, letters: wanted.letters });
  await nats.close();
  while ((await letters.waiting()) < wanted.letters) await pause(250);
  say(`${wanted.letters} letters kept in ${seconds(began)} s`);
  const traffic = new LiveTraffic({ ingest: services.ingest.url, apiKey, sandbox }, wanted.live);
  await pause(2_000);
  const start = traffic.mark();
  await pause(wanted.before * 1_000);
  const middle = traffic.mark();
  began = performance.now();
  const replay = await letters.replay(wanted.rate);
  while (await letters.isRunning(replay)) await pause(500);
  const took = seconds(began);
  const end = traffic.mark();
  traffic.stop();
  await pause(5_000);
  console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, load ${loadavg()[0]?.toFixed(1)}`);
  console.log(
    `${wanted.letters} letters in ${took} s: ${Math.round(wanted.letters / Number(took))}/s of ${wanted.rate}/s\n`,
  );
  return told(sandbox, traffic, [start, middle, end]);
}

/** @returns whether everything was sent once */
function told(sandbox: Sandbox, traffic: LiveTraffic, [start, middle, end]: [number, number, number]): boolean {
  console.log(
    `| ${wanted.live} events/s to Kochava | ms p50 | p95 | p99 | max | missing |\n| --- | --- | --- | --- | --- | --- |`,
  );
  const rows = [
    ['before the replay', traffic.between(start, middle)],
    ['during it', traffic.between(middle, end)],
  ] as const;
  for (const [when, { p50, p95, p99, max, missing }] of rows) {
    console.log(`| ${when} | ${p50} | ${p95} | ${p99} | ${max} | ${missing} |`);
  }
  const { letters, twice } = sentOnce(sandbox);
  console.log(`\n${letters} letters at Kochava, ${twice} of them twice; ${traffic.refused} uploads refused`);
  return letters === wanted.letters && twice === 0 && rows.every(([, { missing }]) => missing === 0);
}

async function configure(config: ConfigClient): Promise<{ project: string; sync: string }> {
  const { id: project } = await config.createProject({ name: 'Benchmark', apiKey });
  const { id: sync } = await config.createSync(project, {
    name: 'Benchmark',
    appGuid: 'kobench',
    concurrency: 64,
    sendEvents: { enabled: true, events: ['Purchase'], properties: { event: [], user: [] } },
  });
  await config.enable(sync);
  await pause(1_000);
  return { project, sync };
}

function sentOnce(sandbox: Sandbox): { letters: number; twice: number } {
  const devices = sandbox.requests().map(deviceIn);
  const dead = devices.filter((device) => device.startsWith('dead-'));
  const letters = new Set(dead).size;
  return { letters, twice: dead.length - letters };
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1_000).toFixed(1);
}

if (values.help) console.log(help);
else if (!(await bench())) process.exitCode = 1;
