import { randomBytes } from 'node:crypto';
import { type Load } from './load-plan.ts';
import { runLoad } from './child.ts';
import { type Summary } from './latencies.ts';
import { cpuMicros, peakMegabytes } from './usage.ts';

/** A pipeline that is up: where uploads go, who works for it, how many events have come out. */
export interface Pipeline {
  readonly uploadUrl: string;
  readonly apiKey: string;
  readonly pids: Readonly<Record<string, number>>;
  readonly sinkUrl: string;
}

export interface Sizes {
  readonly events: number;
  readonly devices: number;
  readonly concurrency: number;
  /** How long the run at half load lasts. */
  readonly latencySeconds: number;
}

/** While as much as possible is sent. */
export interface FullLoad {
  readonly eventsPerSecond: number;
  readonly cpuMicrosPerEvent: Readonly<Record<string, number>>;
  readonly acceptMs: Summary;
}

export interface Measured extends FullLoad {
  readonly peakMegabytes: Readonly<Record<string, number>>;
  /** At half of that. */
  readonly halfLoad: AtRate;
}

/** A load of a fixed rate. */
export interface AtRate {
  readonly eventsPerSecond: number;
  readonly acceptMs: Summary;
  readonly endToEndMs: Summary;
}

/** Something was refused or did not come out. */
export class BenchFailed extends Error {
  override readonly name = 'BenchFailed';
}

/** Warms up, then sends as fast as answers come until all is out, then at half that rate. */
export async function measure(pipeline: Pipeline, perUpload: number, sizes: Sizes): Promise<Measured> {
  await warm(pipeline, perUpload, sizes);
  const { eventsPerSecond, cpuMicrosPerEvent, acceptMs } = await measureFull(pipeline, perUpload, sizes);
  const halfLoad = await atRate(pipeline, perUpload, { ...sizes, rate: eventsPerSecond / 2 / perUpload });
  return {
    ...{ eventsPerSecond, cpuMicrosPerEvent, acceptMs },
    peakMegabytes: mapped(pipeline.pids, (_, pid) => peakMegabytes(pid)),
    halfLoad,
  };
}

/** Sends as fast as answers come until all is out. */
export async function measureFull(pipeline: Pipeline, perUpload: number, sizes: Sizes): Promise<FullLoad> {
  const before = cpu(pipeline);
  const full = await through(pipeline, loadOf(pipeline, perUpload, { ...sizes, rate: 0 }));
  const after = cpu(pipeline);
  return {
    eventsPerSecond: Math.round(sizes.events / full.seconds),
    cpuMicrosPerEvent: mapped(before, (name, micros) => Math.round(((after[name] ?? 0) - micros) / sizes.events)),
    acceptMs: full.accept,
  };
}

/** Warms up, then sends so many uploads a second, whatever becomes of those before. */
export async function measureAtRate(
  pipeline: Pipeline,
  perUpload: number,
  sizes: Sizes & { readonly rate: number },
): Promise<AtRate> {
  await warm(pipeline, perUpload, sizes);
  return await atRate(pipeline, perUpload, sizes);
}

type Rated = Sizes & {
  /** Uploads a second; 0 = as fast as answers come. */
  readonly rate: number;
};

/** Every device at least once. */
export async function warm(pipeline: Pipeline, perUpload: number, sizes: Sizes): Promise<void> {
  const events = Math.max(sizes.devices * perUpload, sizes.events / 4);
  await through(pipeline, loadOf(pipeline, perUpload, { ...sizes, events, rate: 0 }));
}

function loadOf({ uploadUrl, apiKey }: Pipeline, perUpload: number, { events, rate, ...sizes }: Rated): Load {
  const { concurrency, devices } = sizes;
  const run = randomBytes(6).toString('hex');
  return { url: uploadUrl, apiKey, events, perUpload, concurrency, rate, devices, run };
}

async function atRate(pipeline: Pipeline, perUpload: number, sizes: Rated): Promise<AtRate> {
  const eventsPerSecond = Math.round(sizes.rate * perUpload);
  await fetch(pipeline.sinkUrl, { method: 'DELETE' });
  const events = eventsPerSecond * sizes.latencySeconds;
  const { accept } = await through(pipeline, loadOf(pipeline, perUpload, { ...sizes, events }));
  const { ages } = await sink(pipeline);
  return { eventsPerSecond, acceptMs: accept, endToEndMs: ages };
}

/** Sends a load and waits until the sink has all of it. Seconds from the first upload to the last arrival. */
async function through(pipeline: Pipeline, load: Load): Promise<{ seconds: number; accept: Summary }> {
  const { events: before } = await sink(pipeline);
  const { began, accept, refused } = await runLoad(load);
  if (refused > 0) throw new BenchFailed(`${refused} uploads were refused`);
  const wanted = before + load.events;
  for (let still = 0, last = 0; ; still += 1) {
    const { events } = await sink(pipeline);
    if (events >= wanted) return { seconds: (Date.now() - began) / 1000, accept };
    if (events !== last) still = 0;
    last = events;
    if (still > 1500) throw new BenchFailed(`${wanted - events} of ${load.events} events did not come out`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

interface SinkCounts {
  events: number;
  links: number;
  ages: Summary;
}

async function sink({ sinkUrl }: Pipeline): Promise<SinkCounts> {
  return (await (await fetch(sinkUrl)).json()) as SinkCounts;
}

function cpu({ pids }: Pipeline): Record<string, number> {
  return mapped(pids, (_, pid) => cpuMicros(pid));
}

function mapped(from: Readonly<Record<string, number>>, to: (name: string, value: number) => number) {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, to(name, value)]));
}
