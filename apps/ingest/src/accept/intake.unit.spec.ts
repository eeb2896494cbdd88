import { decode, receivedEvents, type AmplitudeEvent } from '@kochava-stream/contracts';
import { createLogger, Metrics } from '@kochava-stream/observability';
import { IngestMetrics } from '../ingest-metrics.ts';
import { Intake, type IntakeOptions } from './intake.ts';

const frame = { project: 'project-1', receivedAt: 5, uploadedAt: null, traceparent: undefined };
const event = (device: string): AmplitudeEvent => ({ event_type: 'open', time: 1, device_id: device });
/** With two shards these devices fall apart. */
const here = event('device-1');
const there = event('device-2');

interface Publishing {
  readonly shard: number;
  readonly devices: unknown[];
  readonly deadlineMs: number;
  finish(error?: Error): void;
}

function anIntake(given: Partial<IntakeOptions> = {}): { intake: Intake; publishing: Publishing[] } {
  const publishing: Publishing[] = [];
  const gauges = { waitingBytes: () => 0, readingBytes: () => 0 };
  const intake = new Intake({
    shards: 2,
    deadlineMs: 5_000,
    maxWaitingBytes: 1_000_000,
    metrics: new IngestMetrics(new Metrics('spec'), gauges),
    logger: createLogger({ service: 'spec', level: 'silent' }),
    publish: ({ shard, bytes, deadlineMs }) =>
      new Promise((resolve, reject) => {
        const { uploads } = decode(receivedEvents, bytes);
        const devices = uploads.flatMap((upload) => upload.events.map((each) => each.device_id));
        const finish = (error?: Error) => (error === undefined ? resolve() : reject(error));
        publishing.push({ shard, devices, deadlineMs, finish });
      }),
    ...given,
  });
  return { intake, publishing };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('Intake', () => {
  it('says stored when every shard has stored its part, not before', async () => {
    const { intake, publishing } = anIntake();
    const stored = intake.store(frame, [here, there, here]);
    await turn();
    expect(publishing.map(({ devices }) => devices)).toEqual([['device-1', 'device-1'], ['device-2']]);
    publishing[0]?.finish();
    expect(await Promise.race([stored, turn()])).toBeUndefined();
    publishing[1]?.finish();
    expect(await stored).toBe('stored');
  });

  it('fails an upload when one of its shards fails', async () => {
    const { intake, publishing } = anIntake();
    const stored = intake.store(frame, [here, there]);
    await turn();
    publishing[1]?.finish(new Error('no'));
    expect(await stored).toBe('publish-failed');
    publishing[0]?.finish();
  });

  it('gathers what comes while a chunk of the shard is being stored', async () => {
    const { intake, publishing } = anIntake();
    const first = intake.store(frame, [here]);
    await turn();
    const later = [intake.store(frame, [here]), intake.store(frame, [here])];
    const other = intake.store(frame, [there]);
    await turn();
    expect(publishing.map(({ devices }) => devices.length)).toEqual([1, 1]);
    for (const each of publishing) each.finish();
    await Promise.all([first, other]);
    await turn();
    expect(publishing[2]?.devices).toHaveLength(2);
    publishing[2]?.finish();
    expect(await Promise.all(later)).toEqual(['stored', 'stored']);
  });

  it('gives up at the deadline, and does not store what was given up before its turn', async () => {
    const { intake, publishing } = anIntake({ deadlineMs: 60 });
    const stuck = intake.store(frame, [here]);
    await turn();
    const behind = intake.store(frame, [here]);
    expect(await Promise.all([stuck, behind])).toEqual(['deadline-passed', 'deadline-passed']);
    expect(publishing[0]?.deadlineMs).toBeLessThanOrEqual(60);
    publishing[0]?.finish(new Error('too late'));
    await intake.close();
    expect(publishing).toHaveLength(1);
    expect(intake.waitingBytes).toBe(0);
  });

  it('takes no more than may wait', async () => {
    const { intake, publishing } = anIntake({ maxWaitingBytes: 200 });
    const first = intake.store(frame, [here]);
    expect(await intake.store(frame, [there])).toBe('queue-full');
    await turn();
    publishing[0]?.finish();
    expect(await first).toBe('stored');
    await turn();
    const next = intake.store(frame, [there]);
    await turn();
    publishing[1]?.finish();
    expect(await next).toBe('stored');
  });

  it('refuses an event that no message can hold', async () => {
    const { intake } = anIntake({ maxWaitingBytes: 10_000_000 });
    expect(await intake.store(frame, [{ ...here, text: 'x'.repeat(1_000_000) }])).toBe('event-too-large');
  });
});
