/** Every door by which it becomes known that Kochava has a device: what is held leaves after it, and not before. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@kochava-stream/testing';
import { identify, iphone, vendorId } from './support/client.ts';
import { accepted, sentFor, violations } from './support/ledger.ts';
import { runProgram } from './support/program.ts';
import { purchasesAndPlans, type Scene, Scenes } from './support/scenes.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';

const importer = 'apps/config/dist/installs/import-main.js';

let scratch: ScratchStack;
beforeAll(async () => {
  scratch = await startScratchStack();
}, 120_000);
afterAll(async () => scratch?.close(), 60_000);

/** A sync that sends no event: only a door can confirm. */
const scenes = new Scenes('kodoor', () => scratch, { ...purchasesAndPlans, sendEvents: undefined });
const scene = scenes.make;

/** What the app's Kochava SDK does when it starts for the first time. */
async function installed({ app }: Scene, device: string): Promise<void> {
  const data = { origination_ip: '203.0.113.7', device_ua: 'Mozilla/5.0 (iPhone)', device_ver: 'iPhone-iOS-17.4' };
  const body = {
    action: 'install',
    kochava_app_id: app,
    kochava_device_id: device,
    data: { ...data, device_ids: { idfv: vendorId(device) } },
  };
  const headers = { 'content-type': 'application/json' };
  const text = JSON.stringify(body).replaceAll('/', String.raw`\/`);
  const reply = await fetch(`${scratch.sandbox.url}/track/json`, { method: 'POST', headers, body: text });
  expect(await reply.json()).toMatchObject({ success: '1' });
}

const link = (device: string, plan: string): string => `link {"idfv":"${vendorId(device)}"} {"plan":"${plan}"}`;
const rows = ({ app }: Scene) => sentFor(scratch.sandbox.requests(), app);
const links = (at: Scene) => accepted(rows(at)).filter((line) => line.startsWith('link'));

/** The device is at Kochava, nobody has said so, and what is to be linked waits. */
async function held(at: Scene, device: string): Promise<void> {
  await installed(at, device);
  await at.client.send(identify(iphone(device), { plan: 'gold' }));
  await eventually(
    async () => {
      const { devices } = await scratch.api.get(`/api/syncs/${at.sync}/devices`);
      expect(devices.map((each: any) => [each.device, each.hold.state])).toContainEqual([device, 'unconfirmed']);
    },
    { timeoutMs: 15_000 },
  );
  expect(links(at)).toEqual([]);
}

async function released(at: Scene, device: string, by: string): Promise<void> {
  await eventually(() => expect(links(at)).toEqual([link(device, 'gold')]), { timeoutMs: 15_000 });
  const { devices } = await scratch.api.get(`/api/syncs/${at.sync}/devices?q=${device}`);
  expect(devices).toMatchObject([{ device, confirmation: { by } }]);
  const { confirmations } = await scratch.api.get(`/api/syncs/${at.sync}/identity`);
  expect(confirmations.map(({ source }: { source: string }) => source)).toEqual([by]);
  expect(violations(rows(at))).toEqual([]);
}

async function postbackUrl({ sync }: Scene): Promise<string> {
  const { status, body } = await scratch.api.call('POST', `/api/syncs/${sync}/postback-secrets`);
  expect(status).toBe(201);
  const url = `${scratch.stack.urls.ingest}${body.path}`;
  await eventually(async () => expect((await fetch(`${url}?idfa=`)).status).toBe(200), { timeoutMs: 10_000 });
  return url;
}

describe('a held link leaves', () => {
  it('after a postback by GET', async () => {
    const at = await scene();
    const url = await postbackUrl(at);
    await held(at, 'get-1');
    expect((await fetch(`${url}x?kochava_device_id=get-1&idfv=${vendorId('get-1')}`)).status).toBe(404);
    const other = `kochava_device_id=get-2&idfv=${vendorId('get-2')}`;
    expect((await fetch(`${url}?${other}`)).status).toBe(200);
    expect((await fetch(`${url}?kochava_device_id=get-1&idfv=${vendorId('get-1')}&idfa={idfa}`)).status).toBe(200);
    await released(at, 'get-1', 'postback');
  }, 60_000);

  it('after a postback by POST that names only an id of the device', async () => {
    const parameters = { idfv: 'vendor', event_name: 'event' };
    const at = await scene({ postbacks: { parameters } });
    const { body } = await scratch.api.call('POST', `/api/syncs/${at.sync}/postback-secrets`);
    const url = `${scratch.stack.urls.ingest}${body.path}`;
    await held(at, 'post-1');
    const post = (fields: object) => fetch(url, { method: 'POST', body: JSON.stringify(fields) });
    await eventually(async () => expect((await post({ event: 'Purchase', vendor: 'x' })).status).toBe(200));
    expect((await post({ event: '_install', vendor: vendorId('post-1') })).status).toBe(200);
    await released(at, 'post-1', 'postback');
  }, 60_000);

  it('after an Amplitude event that tells of the install, which is not sent itself', async () => {
    const installEvents = ['[Amplitude] Application Installed'];
    const at = await scene({ hold: { settleSeconds: 0, installEvents } });
    await held(at, 'event-1');
    await at.client.send(iphone('event-1', { event_type: 'Application Opened' }));
    await at.client.send(iphone('event-2', { event_type: installEvents[0] }));
    expect(links(at)).toEqual([]);
    await at.client.send(iphone('event-1', { event_type: installEvents[0] }));
    await released(at, 'event-1', 'install-event');
    expect(rows(at).filter(({ kind }) => kind === 'event')).toEqual([]);
  }, 60_000);

  it('after an import by the command line, which goes on where it stopped', async () => {
    const at = await scene();
    await held(at, 'file-1');
    const folder = await mkdtemp(join(tmpdir(), 'kochava-stream-import-'));
    const file = join(folder, 'installs.csv');
    await writeFile(file, `kochava_device_id,idfv\nfile-2,${vendorId('file-2')}\nfile-1,${vendorId('file-1')}\n,,,\n`);
    const env = { KOCHAVA_STREAM_URL: scratch.stack.urls.config, KOCHAVA_STREAM_TOKEN: scratch.stack.adminToken };
    const run = (...args: string[]) => runProgram(importer, { args: ['--sync', at.sync, '--json', ...args], env });
    const dry = await run('--dry-run', file);
    expect(JSON.parse(dry.stdout)).toMatchObject({ dryRun: true, rows: 3, stored: 2, refused: 1 });
    expect(dry).toMatchObject({ code: 2, stderr: expect.stringContaining('line 4: has 4 values for 2 columns') });
    expect(links(at)).toEqual([]);
    const real = await run(file);
    expect(JSON.parse(real.stdout)).toMatchObject({ dryRun: false, rows: 3, stored: 2, refused: 1 });
    await released(at, 'file-1', 'import');
    const { size, mtimeMs } = await stat(file);
    const totals = { rows: 2, stored: 2, otherEvents: 0, withoutIdentifier: 0, refused: 0 };
    const state = { of: JSON.stringify([at.sync, true, size, mtimeMs]), bytes: size - 4, totals };
    await writeFile(`${file}.import-state`, JSON.stringify(state));
    const rest = await run(file);
    expect(rest.stderr).toContain('going on after 2 rows');
    expect(JSON.parse(rest.stdout)).toMatchObject({ rows: 3, stored: 2, refused: 1 });
    await rm(folder, { recursive: true });
  }, 60_000);

  it('after somebody said so by hand', async () => {
    const at = await scene();
    await held(at, 'hand-1');
    const path = `/api/syncs/${at.sync}/devices/hand-1/confirm`;
    const { status, body } = await scratch.api.call('POST', path, { why: 'it is in the dashboard' });
    expect([status, body]).toEqual([200, { device: 'hand-1', ids: { idfv: vendorId('hand-1') }, confirmed: true }]);
    await released(at, 'hand-1', 'by-hand');
  }, 60_000);
});
