import { JetStreamApiError, type StreamInfo, type StreamUpdateConfig } from '@nats-io/jetstream';
import { TimeoutError } from '@nats-io/transport-node';
import { type Nats } from './connect.ts';
import {
  differences,
  keepingSubjects,
  plannedStreams,
  type Difference,
  type PlannedStream,
  type ProvisionOptions,
} from './stream-plan.ts';
import { isMissing } from './stream-state.ts';
import { pause } from './waiting.ts';

export interface ProvisionReport {
  /** One per stream, KV buckets (`KV_…`) included. */
  readonly streams: readonly {
    readonly name: string;
    readonly did: 'created' | 'kept' | 'updated';
    /** What was changed: setting, from, to. */
    readonly changes: readonly Difference[];
  }[];
}

/** Nothing was changed: some of what was asked for would lose data, or the server is too old. One line each. */
export class ProvisionRefused extends Error {
  override readonly name = 'ProvisionRefused';
  constructor(readonly reasons: readonly string[]) {
    super(`refused, nothing was changed:\n${reasons.map((reason) => `  ${reason}`).join('\n')}`);
  }
}

/** The server did not take a stream. Those before it are done; run again when the cause is gone. */
export class ProvisionFailed extends Error {
  override readonly name = 'ProvisionFailed';
  constructor(
    readonly stream: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${stream}: the server says: ${problem}`, options);
  }
}

/** Atomic batches came with 2.12; fsync before ack is complete from 2.14.6. */
const leastVersion = [2, 14] as const;

/**
 * Makes the streams and KV buckets, or brings them to what is asked for. Looks at everything before it changes anything.
 * Run again with the same options it changes nothing. @throws ProvisionRefused, ProvisionFailed
 */
export async function provision(nats: Nats, options: ProvisionOptions): Promise<ProvisionReport> {
  checkVersion(nats.nc.info?.version ?? '0');
  const steps: Step[] = [];
  for (const planned of plannedStreams(options)) steps.push(await stepFor(nats, planned));
  const refusals = steps.flatMap(({ plan, changes }) => changes.flatMap((change) => refusal(plan.name, change)));
  if (refusals.length > 0) throw new ProvisionRefused(refusals);
  const done = [];
  for (const { plan, existing, changes } of steps) {
    const did = existing === undefined ? 'created' : changes.length > 0 ? 'updated' : 'kept';
    if (did !== 'kept') await apply(nats, plan, existing);
    done.push({ name: plan.name, did, changes } as const);
  }
  return { streams: done };
}

interface Step {
  readonly plan: PlannedStream;
  readonly existing: StreamInfo | undefined;
  readonly changes: readonly Difference[];
}

async function stepFor(nats: Nats, planned: PlannedStream): Promise<Step> {
  const existing = await find(nats, planned.name);
  if (existing === undefined) return { plan: planned, existing, changes: [] };
  const plan = keepingSubjects(planned, existing);
  return { plan, existing, changes: differences(plan, existing) };
}

/** The number of shards the streams were provisioned with; undefined = not provisioned by this. */
export async function provisionedShards(nats: Nats): Promise<number | undefined> {
  const existing = await find(nats, 'RECEIVED');
  const recorded = existing?.config.metadata?.['kochava-stream.shards'];
  return recorded === undefined ? undefined : Number(recorded);
}

/** Servers that have just come together elect who answers: until then they say nothing, or that they cannot. */
const electionMs = 30_000;

async function find(nats: Nats, name: string): Promise<StreamInfo | undefined> {
  for (const deadline = performance.now() + electionMs; ;) {
    try {
      return await nats.jsm.streams.info(name);
    } catch (error) {
      if (isMissing(error)) return undefined;
      if (!isWithoutLeader(error) || performance.now() > deadline) throw error;
      await pause(500);
    }
  }
}

/** 10008: JetStream is temporarily unavailable. */
function isWithoutLeader(error: unknown): boolean {
  return error instanceof TimeoutError || (error instanceof JetStreamApiError && error.code === 10008);
}

async function apply(nats: Nats, plan: PlannedStream, existing: StreamInfo | undefined): Promise<void> {
  try {
    if (existing === undefined) await nats.jsm.streams.add(plan);
    else await nats.jsm.streams.update(plan.name, merged(plan, existing));
  } catch (error) {
    if (!(error instanceof JetStreamApiError)) throw error;
    throw new ProvisionFailed(plan.name, `${error.message}${hint(error, plan)}`, { cause: error });
  }
}

function merged(plan: PlannedStream, { config }: StreamInfo): Partial<StreamUpdateConfig> {
  return { ...config, ...plan, metadata: { ...config.metadata, ...plan.metadata } };
}

/** 10047, 10028: what all streams may take together is more than the server's `max_file_store` or the account's limit. */
function hint(error: JetStreamApiError, plan: PlannedStream): string {
  if (error.code !== 10047 && error.code !== 10028 && error.code !== 10023) return '';
  const variable = plan.name.startsWith('KV_') ? 'KV' : plan.name;
  return ` (it wants ${plan.max_bytes} bytes; raise max_file_store or set STREAM_MAX_BYTES_${variable})`;
}

function refusal(stream: string, { setting, from, to, refused }: Difference): string[] {
  return refused === undefined ? [] : [`${stream}: ${setting} from ${text(from)} to ${text(to)}: ${refused}`];
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.join(' ') : String(value);
}

function checkVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor, leastMinor] = leastVersion;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  throw new ProvisionRefused([`nats-server ${version} is too old: ${leastMajor}.${leastMinor} or newer is needed`]);
}
