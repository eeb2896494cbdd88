import { randomUUID } from 'node:crypto';
import {
  latencyBucket,
  outcomeCounts,
  outcomeEnds,
  outcomeGates,
  outcomeRetries,
  outcomeSamples,
  receivedEvents,
  type Contract,
  type Count,
  type Ends,
} from '@kochava-stream/contracts';
import { publish, syncConsumerNames } from '@kochava-stream/messaging';
import { anAmplitudeEvent, eventually } from '@kochava-stream/testing';
import { type Static, type TSchema } from '@sinclair/typebox';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';

let stage: ConfigStage;
beforeAll(async () => {
  stage = await startConfigStage();
}, 60_000);
afterAll(() => stage?.close());

const minute = () => Date.now() - (Date.now() % 60_000);
const tell = <S extends TSchema>(contract: Contract<S, Record<string, never>>, message: object) =>
  publish(stage.nats, { contract, to: {}, id: randomUUID(), message: message as Static<S> });

async function counted(project: string, sync: string | null, counts: Partial<Record<Count['what'], number>>) {
  const reason = (what: string) => ({ filtered: 'not-selected', dropped: 'no-ip' })[what] ?? '';
  const rows = Object.entries(counts).map(([what, n]) => ({ project, sync, what, reason: reason(what), n }));
  await tell(outcomeCounts, { v: 1, id: randomUUID(), at: Date.now(), counts: rows });
}

async function ended(
  project: string,
  sync: string,
  n: number,
  more: Partial<Ends> & { ms?: number; again?: number } = {},
) {
  const { ms = 1_000, again = 0, ...rest } = more;
  const message = randomUUID();
  const indexes = [...Array(n).keys()];
  const end = {
    ...{ project, sync, kind: 'event', outcome: 'accepted', class: 'accepted', at: minute() },
    parts: { [message]: indexes },
    took: { [message]: indexes.map(() => latencyBucket(ms)) },
    ...(again > 0 && { retried: { [message]: indexes.slice(0, again) } }),
    ...rest,
  };
  await tell(outcomeEnds, { v: 1, ends: [end] });
}

/** A project with one sync whose events have come to all kinds of ends. */
async function busy() {
  const { id: project } = await stage.project();
  const sync = await stage.sync(project);
  await counted(project, null, { received: 100, duplicate: 10 });
  await counted(project, sync, { routed: 90, filtered: 20, dropped: 5, dispatched: 65 });
  await ended(project, sync, 58, { again: 8 });
  await ended(project, sync, 2, { ms: 30_000 });
  await ended(project, sync, 3, { outcome: 'dead', class: 'refused' });
  await ended(project, sync, 1, { outcome: 'dead', class: 'horizon-passed', at: minute() - 5 * 60_000 });
  const retry = { project, sync, kind: 'event', class: 'timeout', attempt: 1, at: minute() };
  await tell(outcomeRetries, { v: 1, retries: [{ ...retry, parts: { [randomUUID()]: [0, 1, 2, 3] } }] });
  return { project, sync };
}

const get = async (path: string) => {
  const { status, body } = await stage.call('GET', path);
  expect([status, body?.error]).toEqual([200, undefined]);
  return body;
};

describe('the delivery of a sync', () => {
  it.each(['10m', '1d', '2w'])('%s: steps, metrics, series and errors', async (range) => {
    const { sync } = await busy();
    const page = await eventually(async () => {
      const body = await get(`/api/syncs/${sync}/delivery?range=${range}`);
      expect(body.errors).toHaveLength(4);
      expect(body.metrics.eventsDelivered).toBe(60);
      return body;
    });
    const steps = Object.fromEntries(page.steps.map((step: any) => [step.step, step.n]));
    expect(steps).toEqual({
      ...{
        received: 100,
        duplicate: 10,
        unrouted: 0,
        filtered: 20,
        notMappable: 5,
        mapped: 65,
        accepted: 60,
        dead: 4,
      },
    });
    expect(page.steps[3].reasons[0]).toMatchObject({ reason: 'not-selected', n: 20, title: 'Event not selected' });
    expect(page.pending).toBeNull();
    expect(page.metrics).toEqual({
      ...{ eventsDelivered: 60, eventsNotDelivered: 9, successOnFirstAttempt: 52, successAfterRetry: 8 },
      ...{ eventsExpired: 1, eventsDiscarded: 8, deliveryRate: 0.8695 },
      latencyInSeconds: expect.closeTo(1, 1),
      latency: { p50: expect.closeTo(1, 1), p95: expect.closeTo(1, 1), p99: expect.closeTo(30, -1) },
    });
    expect(page.series.reduce((sum: number, { delivered }: any) => sum + delivered, 0)).toBe(60);
    expect(page.series).toHaveLength({ '10m': 10, '1d': 24, '2w': 336 }[range] as number);
    expect(page.errors.map((error: any) => [error.class, error.notDelivered, error.retries])).toEqual([
      ['no-ip', 5, 0],
      ['refused', 3, 0],
      ['horizon-passed', 1, 0],
      ['timeout', 0, 4],
    ]);
  });

  it("is answered in Amplitude's shape, to its kind of authentication", async () => {
    const { sync } = await busy();
    const path = '/api/2/event-streaming/delivery-metrics-summary';
    const authorization = `Basic ${Buffer.from(`an-api-key:${stage.token}`).toString('base64')}`;
    const ask = async (query: string, headers = {}) => stage.call('GET', `${path}?${query}`, undefined, { headers });
    await eventually(async () => {
      const { status, body } = await ask(`sync_id=${sync}&time_period=TEN_MINUTES`, { authorization });
      expect(status).toBe(200);
      expect(body).toEqual({
        timePeriod: 'TEN_MINUTES',
        ...{ eventsDelivered: 60, eventsNotDelivered: 9, deliveryRate: 0.8695, latencyInSeconds: expect.any(Number) },
        ...{ successOnFirstAttempt: 52, successAfterRetry: 8, eventsExpired: 1, eventsDiscarded: 8 },
        timePeriodStart: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:00\.000000$/),
        timePeriodEnd: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:00\.000000$/),
      });
    });
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const custom = await ask(`sync_id=${sync}&time_period=CUSTOM&start=${from}&end=${new Date().toISOString()}`);
    expect([custom.status, custom.body.eventsDelivered]).toEqual([200, 60]);
    expect((await ask(`sync_id=${sync}&time_period=CUSTOM`)).status).toBe(422);
    expect((await ask(`sync_id=${sync}&time_period=YESTERDAY`)).status).toBe(400);
    expect((await ask(`sync_id=sy_unknown&time_period=ONE_DAY`)).status).toBe(403);
    expect((await ask(`sync_id=${sync}&time_period=ONE_DAY`, { authorization: 'Basic bm86Ym9keQ==' })).status).toBe(
      401,
    );
    const scoped = await stage.call('POST', '/api/tokens', {
      name: 'elsewhere',
      access: { installation: false, projects: { [(await stage.project()).id]: 'admin' } },
      expiresInDays: 1,
    });
    const headers = { authorization: `Bearer ${scoped.body.token}` };
    expect((await ask(`sync_id=${sync}&time_period=ONE_DAY`, headers)).status).toBe(403);
  });

  it('says what is wrong with a query', async () => {
    const sync = await stage.sync((await stage.project()).id);
    for (const query of ['range=3d', 'start=yesterday', 'end=2026-01-01T00:00:00Z', 'start=2020-01-01T00:00:00Z']) {
      const { status, body } = await stage.call('GET', `/api/syncs/${sync}/delivery?${query}`);
      expect([query, [400, 422].includes(status), body.error.problems.length]).toEqual([query, true, 1]);
    }
    for (const path of [
      '/api/syncs/sy_no/delivery',
      '/api/syncs/sy_no/delivery/samples',
      '/api/projects/pr_no/overview',
    ]) {
      expect((await stage.call('GET', path)).status).toBe(404);
    }
  });
});

describe('the overview', () => {
  const overview = async (project: string) => (await get(`/api/projects/${project}/overview`)).syncs[0];

  it('tells how each sync is, why, and what it did', async () => {
    const { project, sync } = await busy();
    expect((await overview(project)).health).toMatchObject({ state: 'paused', reasons: [{ code: 'disabled' }] });
    await stage.call('POST', `/api/syncs/${sync}/enable`);
    const report = (dispatcher: string, at: number, reasons: string[]) =>
      tell(outcomeGates, {
        ...{ v: 1, dispatcher, at },
        gates: reasons.length === 0 ? [] : [{ sync, closed: reasons.map((reason) => ({ reason, since: 1_000 })) }],
      });
    const codes = async () => (await overview(project)).health.reasons.map(({ code }: any) => code);
    await eventually(async () => expect(await codes()).toContain('no-dispatcher'));
    await report('gone', Date.now() - 90_000, ['breaker-open']);
    await report('one', Date.now(), []);
    await report('two', Date.now(), ['credentials-refused']);
    await eventually(async () => {
      const found = await overview(project);
      expect(found.health.state).toBe('paused');
      expect(found.health.reasons.map(({ code }: any) => code)).toEqual(['credentials-refused', 'not-delivered']);
      expect(found.health.reasons[0].since).toBe(new Date(1_000).toISOString());
      expect(found).toMatchObject({ status: 'enabled', last24Hours: { eventsDelivered: 60, eventsNotDelivered: 9 } });
      expect(found.pending).toEqual({ events: 1, waiting: 0, retrying: 0 });
      expect(found.delivered.at(-1) + found.delivered.at(-2)).toBe(60);
    });
    await report('two', Date.now(), []);
    await eventually(async () => expect(await codes()).toEqual(['not-delivered']));
    await stage.nats.jsm.consumers.delete('DISPATCH', syncConsumerNames(sync).main);
    expect(await codes()).toContain('consumer-missing');
  });
});

describe('samples', () => {
  it('show what was sent to us, what we sent, and what Kochava said', async () => {
    const { id: project } = await stage.project();
    const sync = await stage.sync(project);
    const event = anAmplitudeEvent({ event_type: 'Purchase', insert_id: 'sample-1' });
    const upload = { project, receivedAt: 1, uploadedAt: null, events: [anAmplitudeEvent({}), event] };
    const received = { v: 1 as const, uploads: [upload] };
    await publish(stage.nats, { contract: receivedEvents, to: { shard: 0 }, id: randomUUID(), message: received });
    const { seq } = (await stage.nats.jsm.streams.getMessage('RECEIVED', { last_by_subj: 'received.events.0' }))!;
    const sample = (id: string, more = {}) => ({
      ...{
        id,
        project,
        sync,
        syncVersion: 1,
        kind: 'event',
        class: 'refused',
        attempts: 1,
        at: Date.now(),
        acceptedAt: 1,
      },
      ...{
        insertId: 'sample-1',
        traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
        received: { seq, index: 1 },
      },
      ...{ request: { body: '{"action":"event"}', userAgent: 'Unknown' }, reply: { status: 400, body: 'no such app' } },
      ...more,
    });
    const old = { at: Date.now() - 1_000, received: { seq: 999_999, index: 0 }, class: 'timeout', reply: null };
    await tell(outcomeSamples, { v: 1, samples: [sample('whole'), sample('gone', old)] });
    const samples = await eventually(
      async () => {
        const found = (await get(`/api/syncs/${sync}/delivery/samples`)).samples;
        expect(found[0].youSent).not.toBeNull();
        return found;
      },
      { timeoutMs: 10_000 },
    );
    expect(samples.map(({ id }: any) => id)).toEqual(['whole', 'gone']);
    expect(samples[0]).toMatchObject({
      ...{ class: 'refused', insertId: 'sample-1', traceId: 'a'.repeat(32), youSent: event },
      weSent: { method: 'POST', path: '/track/json', userAgent: 'Unknown', body: '{"action":"event"}' },
      kochavaSaid: { status: 400, body: 'no such app' },
    });
    expect(samples[1]).toMatchObject({ youSent: null, kochavaSaid: null });
    expect((await get(`/api/syncs/${sync}/delivery/samples?class=timeout&kind=event`)).samples).toHaveLength(1);
  });
});
