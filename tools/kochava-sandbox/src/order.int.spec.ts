import { request } from 'node:http';
import { anEvent, anInstall, aLink, post, written } from './requests.spec-data.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ apps: [{ appGuid: 'kofree', paid: false }] });
});
afterAll(() => sandbox.close());
beforeEach(() => {
  sandbox.clear({ devices: true });
  sandbox.clearBehaviour();
});

const track = (body: unknown): Promise<unknown> => post(`${sandbox.url}/track/json`, body);
const link = (body: unknown): Promise<unknown> => post(`${sandbox.url}/v1/cpi/identityLink.php`, body);
const early = (): boolean[] =>
  sandbox
    .requests()
    .filter(({ kind }) => kind === 'link')
    .map(({ violations }) => violations.some(({ name }) => name === 'identity-before-data'));
const soon = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('identity-before-data', () => {
  it('marks a link whose device is unknown, and no later one', async () => {
    await link(aLink());
    await track(anEvent());
    await link(aLink());
    expect(early()).toEqual([true, false]);
  });

  it('knows a device by any of its ids, and after an install or an update too', async () => {
    await track(anInstall({}, { device_ids: { adid: 'a', android_id: 'b' } }));
    await track({ action: 'update', kochava_app_id: 'kodemo', kochava_device_id: 'd-1', data: { idfa: 'c' } });
    for (const device_id of [{ android_id: 'b' }, { adid: 'x', android_id: 'b' }, { idfa: 'c' }])
      await link(aLink({ device_id }));
    expect(early()).toEqual([false, false, false]);
  });

  it('does not take an id for one of another kind, or of another app', async () => {
    await track(anEvent());
    await link(aLink({ device_id: { idfa: 'BCCE52E7-03EE-321A-B3D4-E57123966239' } }));
    await link(aLink({ kochava_app_id: 'koother' }));
    expect(early()).toEqual([true, true]);
  });

  it('marks a link that started before the success answer had ended', async () => {
    sandbox.behave([{ match: { path: 'event' }, slowBody: 10 }]);
    const answered = track(anEvent());
    await soon(60);
    await link(aLink());
    await answered;
    await link(aLink());
    expect(early()).toEqual([true, false]);
  });

  it('goes by when the link started, not by when its last byte came', async () => {
    const path = '/v1/cpi/identityLink.php';
    const headers = { 'content-type': 'application/json', 'user-agent': 'Unknown' };
    const slow = request({ port: sandbox.port, method: 'POST', path, headers });
    const answered = new Promise((resolve) => slow.once('response', (reply) => resolve(reply.resume().statusCode)));
    slow.flushHeaders();
    await soon(50);
    await track(anEvent());
    slow.end(written(aLink()));
    expect(await answered).toBe(200);
    expect(early()).toEqual([true]);
  });

  it('marks a link after an event that was refused, failed, or whose answer never came', async () => {
    await track(anEvent({}, { event_name: '' }));
    sandbox.behave([
      { status: 503, times: 1 },
      { body: { success: '0' }, times: 1 },
      { reset: 'after', times: 1 },
      { reset: 'before', times: 1 },
    ]);
    await track(anEvent());
    await track(anEvent());
    await expect(track(anEvent())).rejects.toThrow();
    await expect(track(anEvent())).rejects.toThrow();
    await link(aLink());
    expect(early()).toEqual([true]);
    expect(sandbox.requests().map(({ accepted }) => accepted)).toEqual([false, false, false, true, false, true]);
  });

  it('says nothing about a free account, which drops everything with success', async () => {
    await track(anEvent({ kochava_app_id: 'kofree' }));
    await link(aLink({ kochava_app_id: 'kofree' }));
    expect(sandbox.requests()).toMatchObject([
      { status: 200, violations: [], flags: ['dropped-unpaid'] },
      { status: 200, violations: [], flags: ['dropped-unpaid'] },
    ]);
    const devices = await (await fetch(`${sandbox.url}/_sandbox/devices?app=kofree`)).json();
    expect(devices).toEqual({ app: 'kofree', devices: [] });
  });
});
