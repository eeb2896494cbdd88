/** A Kochava that throttles, fails, hangs, hangs up, refuses: nothing is lost, little is sent twice, nobody else waits. */
import { type Rule } from '@kochava-stream/kochava-sandbox';
import { eventually } from '@kochava-stream/testing';
import { closedBooks } from './support/books.ts';
import { identify, iphone, vendorId } from './support/client.ts';
import { accepted, earlyLinks, sentFor, violations, type Sent } from './support/ledger.ts';
import { pause } from './support/pause.ts';
import { purchasesAndPlans, type Scene, Scenes } from './support/scenes.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';
import { allDeadLetters } from './support/stream-messages.ts';

let scratch: ScratchStack;
beforeAll(async () => {
  scratch = await startScratchStack();
}, 120_000);
afterAll(async () => scratch?.close(), 60_000);
afterEach(() => scratch.sandbox.clearBehaviour());

const scenes = new Scenes('kobad', () => scratch);
const scene = scenes.make;

const sent = ({ app }: Pick<Scene, 'app'>): Sent[] => sentFor(scratch.sandbox.requests(), app);
const purchases = (name: string, n: number): object[] =>
  Array.from({ length: n }, (_, index) => iphone(name, { event_properties: { price: index } }));
const lines = (name: string, n: number): string[] =>
  Array.from({ length: n }, (_, index) => `event ${name} Purchase {"price":${index}}`).sort();
const link = (name: string, plan: string): string => `link {"idfv":"${vendorId(name)}"} {"plan":"${plan}"}`;

function misbehave({ app }: Pick<Scene, 'app'>, ...rules: Rule[]): void {
  scratch.sandbox.behave(
    rules.map((rule) => ({ ...rule, match: { app, ...rule.match } })),
    7,
  );
}

/** What the console shows of the last ten minutes, once it shows what is expected. */
async function shown({ sync }: Scene, expected: (page: any) => Promise<void>): Promise<void> {
  await eventually(async () => expected(await scratch.api.get(`/api/syncs/${sync}/delivery?range=10m`)), {
    timeoutMs: 15_000,
  });
}

async function health({ project, sync }: Scene): Promise<string[]> {
  const { syncs } = await scratch.api.get(`/api/projects/${project}/overview`);
  const { state, reasons } = syncs.find(({ id }: { id: string }) => id === sync).health;
  return [state, ...reasons.map(({ code }: { code: string }) => code)];
}

/** Kochava took each exactly once. */
async function expectAccepted(at: Scene, expected: readonly string[], timeoutMs = 15_000): Promise<void> {
  await eventually(() => expect(accepted(sent(at)).sort()).toEqual([...expected].sort()), { timeoutMs });
}

describe('Kochava', () => {
  it('throttles: the sync rests as long as asked, then sends everything', async () => {
    const at = await scene({ concurrency: 1 });
    misbehave(at, { status: 429, headers: { 'retry-after': '2' }, times: 1 });
    await at.client.send(...purchases('slow-1', 6));
    await expectAccepted(at, lines('slow-1', 6));
    const [refused, next] = sent(at);
    expect([refused?.status, next?.status]).toEqual([429, 200]);
    expect((next?.at ?? 0) - (refused?.endedAt ?? Infinity)).toBeGreaterThanOrEqual(1_990);
    expect(sent(at)).toHaveLength(7);
    await closedBooks(scratch.api, at.project, at.client.accepted);
  });

  it('fails now and then, in every way that may pass: all arrive once', async () => {
    const at = await scene();
    const unclear = [{ success: '0' }, { success: false }, {}, '', '<html>ok</html>'].map((body) => ({
      body,
      times: 1,
    }));
    misbehave(at, ...unclear, { status: 503, match: { share: 0.4 }, times: 10 }, { status: 500, times: 1 });
    const name = 'fail-1';
    await at.client.send(identify(iphone(name), { plan: 'pro' }), ...purchases(name, 40));
    await expectAccepted(at, [...lines(name, 40), link(name, 'pro')], 30_000);
    const failures = sent(at).filter((row) => !row.accepted);
    expect(failures.length).toBeGreaterThanOrEqual(14);
    expect(earlyLinks(sent(at), 0)).toEqual([]);
    const { syncs } = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(syncs[0]).toMatchObject({ accepted: 40, dead: {} });
  }, 60_000);

  it('hangs up: what it had not read comes again and is there once; what it had read may be there twice', async () => {
    const before = await scene();
    const after = await scene();
    misbehave(before, { reset: 'before', times: 3 });
    misbehave(after, { reset: 'after', times: 3 });
    await before.client.send(...purchases('cut-01', 8));
    await after.client.send(...purchases('cut-02', 8));
    await expectAccepted(before, lines('cut-01', 8));
    await eventually(() => expect(sent(after)).toHaveLength(11), { timeoutMs: 15_000 });
    const taken = accepted(sent(after));
    expect([...new Set(taken)].sort()).toEqual(lines('cut-02', 8));
    expect(taken).toHaveLength(11);
    for (const at of [before, after]) {
      const { syncs } = await closedBooks(scratch.api, at.project, at.client.accepted);
      expect(syncs[0]).toMatchObject({ accepted: 8, dead: {} });
    }
  }, 60_000);

  it('fails a link: it comes again, and what changed meanwhile comes after it', async () => {
    const at = await scene();
    const phone = iphone('link-1');
    await at.client.send(phone);
    await expectAccepted(at, ['event link-1 Purchase {"price":12.5}']);
    misbehave(at, { match: { path: 'link' }, status: 502, times: 1 });
    await at.client.send(identify(phone, { plan: 'free' }));
    await eventually(() => expect(sent(at).at(-1)).toMatchObject({ kind: 'link', status: 502 }));
    await at.client.send(identify(phone, { plan: 'plus' }));
    await at.client.send(identify(phone, { plan: 'pro' }));
    await expectAccepted(at, ['event link-1 Purchase {"price":12.5}', link('link-1', 'free'), link('link-1', 'pro')]);
    expect(accepted(sent(at)).slice(1)).toEqual([link('link-1', 'free'), link('link-1', 'pro')]);
  }, 40_000);

  it('refuses: a dead letter with its reply, and the neighbours pass', async () => {
    const at = await scene();
    const app = at.app;
    scratch.sandbox.behave([
      { match: { app, device: 'bad-01' }, status: 400, body: { success: '0', error: 'no such device' } },
      { match: { app, device: 'bad-02' }, status: 302, headers: { location: 'http://169.254.169.254/' } },
    ]);
    await at.client.send(iphone('bad-01'), iphone('good-1'), iphone('bad-02'), iphone('good-2'));
    await expectAccepted(at, ['event good-1 Purchase {"price":12.5}', 'event good-2 Purchase {"price":12.5}']);
    const { syncs } = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(syncs[0]).toMatchObject({ accepted: 2, dead: { refused: 1, redirect: 1 } });
    const letters = (await allDeadLetters(scratch.nats)).filter(({ sync }) => sync === at.sync);
    expect(letters.map(({ reason, reply, attempts }) => [reason, reply?.status, attempts]).sort()).toEqual([
      ['redirect', 302, 1],
      ['refused', 400, 1],
    ]);
    expect(letters.find(({ reason }) => reason === 'refused')?.reply?.body).toContain('no such device');
    expect(sent(at)).toHaveLength(4);
    await shown(at, async (page) => {
      expect(page.metrics).toMatchObject({ eventsDelivered: 2, eventsDiscarded: 2, deliveryRate: 0.5 });
      expect(page.metrics.latencyInSeconds).toBeGreaterThan(0);
      expect(page.errors.map((error: any) => [error.class, error.notDelivered, error.samples]).sort()).toEqual([
        ['redirect', 1, 1],
        ['refused', 1, 1],
      ]);
      const { samples } = await scratch.api.get(`/api/syncs/${at.sync}/delivery/samples?class=refused`);
      expect(samples).toHaveLength(1);
      expect(samples[0].youSent).toMatchObject({ event_type: 'Purchase', device_id: 'bad-01' });
      expect(samples[0].weSent.body).toContain('"event_name":"Purchase"');
      expect(samples[0].kochavaSaid).toMatchObject({ status: 400, body: expect.stringContaining('no such device') });
    });
  });

  it('refuses the credentials: the sync stops, keeps everything, goes on with the right ones', async () => {
    const app = scenes.nextApp;
    scratch.sandbox.addApps([{ appGuid: app, auth: { apiKey: 'key', apiSecret: 'the right one', strict: true } }]);
    const at = await scene({ authentication: { enabled: true, apiKey: 'key', apiSecret: 'an old one' } });
    const name = 'auth-9';
    await at.client.send(...purchases(name, 30));
    await at.client.send(identify(iphone(name), { plan: 'pro' }));
    await eventually(() => expect(sent(at).length).toBeGreaterThan(0));
    await pause(1_500);
    const tried = sent(at).length;
    expect(accepted(sent(at))).toEqual([]);
    // One call for each that may run at a time, none after their replies.
    expect(tried).toBeLessThanOrEqual(16);
    const counts = await scratch.api.counts(at.project);
    expect(counts.syncs[0]).toMatchObject({ inFlight: 30, dead: {} });
    const metrics = await (await fetch(`${scratch.stack.urls['kochava-dispatcher']}/metrics`)).text();
    expect(metrics).toMatch(new RegExp(`gate_closed\\{[^}]*"${at.sync}"[^}]*"credentials-refused"[^}]*\\} 1`));
    await eventually(async () => expect(await health(at)).toEqual(['paused', 'credentials-refused']));

    await scratch.api.patch(at.sync, { authentication: { apiKey: 'key', apiSecret: 'the right one' } });
    await expectAccepted(at, [...lines(name, 30), link(name, 'pro')]);
    const { syncs } = await closedBooks(scratch.api, at.project, at.client.accepted);
    expect(syncs[0]).toMatchObject({ accepted: 30, dead: {} });
    await eventually(async () => expect(await health(at)).toEqual(['healthy']));
  }, 40_000);

  it('fails while the sync is switched off: what waits for its next try waits on, and goes when it is on again', async () => {
    const at = await scene();
    misbehave(at, { status: 503 });
    await at.client.send(...purchases('rest-9', 5));
    await eventually(() => expect(sent(at).length).toBeGreaterThanOrEqual(5));
    await scratch.api.disable(at.sync);
    scratch.sandbox.clearBehaviour();
    await pause(200);
    const tried = sent(at).length;
    await pause(4_500);
    expect(sent(at)).toHaveLength(tried);
    await scratch.api.enable(at.sync);
    await expectAccepted(at, lines('rest-9', 5), 25_000);
    await closedBooks(scratch.api, at.project, at.client.accepted);
  }, 60_000);
});

it('a sync that only fails, slowly, takes nothing from the one beside it', async () => {
  const at = await scene();
  const failing = `${at.app}-failing`;
  await scratch.api.sync(at.project, { ...purchasesAndPlans, appGuid: failing, concurrency: 50 });
  scratch.sandbox.behave([
    { match: { app: failing, share: 0.5 }, delayMs: 4_000 },
    { match: { app: failing }, status: 503, delayMs: 500 },
  ]);
  // The failing one has hundreds of calls waiting before the measuring begins.
  for (let upload = 0; upload < 4; upload += 1) await at.client.send(...purchases(`much-${upload}`, 100));
  await eventually(() => expect(accepted(sent(at))).toHaveLength(400), { timeoutMs: 15_000 });
  const waits: number[] = [];
  for (let n = 0; n < 30; n += 1) {
    const began = performance.now();
    await at.client.send(iphone(`next-${n}`));
    await eventually(() => expect(accepted(sent(at)).some((line) => line.includes(`next-${n} `))).toBe(true), {
      everyMs: 5,
    });
    waits.push(performance.now() - began);
  }
  waits.sort((a, b) => a - b);
  expect(waits[14]).toBeLessThan(500);
  expect(waits[28]).toBeLessThan(2_000);
  const { syncs } = await scratch.api.counts(at.project);
  expect(syncs.find(({ sync }) => sync !== at.sync)?.inFlight).toBeGreaterThan(350);
}, 60_000);

it('Kochava had nothing to complain about', () => {
  const rows = scratch.sandbox.requests();
  const expected = new Set(['signature']);
  expect(violations(rows).filter((line) => !expected.has(line.split(/[ :]/)[1] ?? ''))).toEqual([]);
  for (let n = 1; n <= scenes.made; n += 1) expect(earlyLinks(sent({ app: scenes.app(n) }), 0)).toEqual([]);
});
