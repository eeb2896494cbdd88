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

export interface Measured {
  readonly eventsPerSecond: number;
  readonly cpuMicrosPerEvent: Readonly<Record<string, number>>;
  readonly peakMegabytes: Readonly<Record<string, number>>;
  /** While as much as possible is sent. */
  readonly acceptMs: Summary;
  /** At half of that. */
  readonly halfLoad: { readonly eventsPerSecond: number; readonly acceptMs: Summary; readonly endToEndMs: Summary };
}

/** Something was refused or did not come out. */
export class BenchFailed extends Error {
  override readonly name = 'BenchFailed';
}

/** Warms up (every device once), then sends as fast as answers come until all is out, then at half that rate. */
export async function measure(pipeline: Pipeline, perUpload: number, sizes: Sizes): Promise<Measured> {
  const load = (events: number, rate: number): Load => ({
    url: pipeline.uploadUrl,
    apiKey: pipeline.apiKey,
    events,
    perUpload,
    concurrency: sizes.concurrency,
    rate,
    devices: sizes.devices,
    run: randomBytes(6).toString('hex'),
  });
  await through(pipeline, load(Math.max(sizes.devices * perUpload, sizes.events / 4), 0));
  const before = cpu(pipeline);
  const full = await through(pipeline, load(sizes.events, 0));
  const after = cpu(pipeline);
  const rate = sizes.events / full.seconds;
  await fetch(pipeline.sinkUrl, { method: 'DELETE' });
  const half = await through(pipeline, load(Math.round((rate / 2) * sizes.latencySeconds), rate / 2 / perUpload));
  const { ages } = await sink(pipeline);
  return {
    eventsPerSecond: Math.round(rate),
    cpuMicrosPerEvent: mapped(before, (name, micros) => Math.round(((after[name] ?? 0) - micros) / sizes.events)),
    peakMegabytes: mapped(pipeline.pids, (_, pid) => peakMegabytes(pid)),
    acceptMs: full.accept,
    halfLoad: { eventsPerSecond: Math.round(rate / 2), acceptMs: half.accept, endToEndMs: ages },
  };
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
