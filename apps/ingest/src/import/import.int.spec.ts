import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aSync, eventually } from '@kochava-stream/testing';
import { apiKey, startRig, type Rig } from '../ingest-rig.spec.ts';
import { exportRows, gzipped, zipped } from './export-files.spec.ts';
import { importOptions } from './options.ts';
import { runImport, type ImportRun } from './run-import.ts';
import { sourcesIn } from './sources.ts';
import { ImportState } from './state.ts';
import { Tally } from './tally.ts';
import { endsFor } from './try-sync.ts';

let rig: Rig;
let folder: string;
beforeAll(async () => {
  rig = await startRig();
  folder = await mkdtemp(join(tmpdir(), 'amplitude-import-'));
});
afterAll(async () => {
  await rig?.stop();
  await rm(folder, { recursive: true, force: true });
});

let runs = 0;
/** A folder of its own with the files; what the import of them is told. */
async function files(given: Record<string, Buffer>): Promise<string> {
  const at = join(folder, String((runs += 1)));
  for (const [name, bytes] of Object.entries(given)) {
    await mkdir(join(at, name, '..'), { recursive: true });
    await writeFile(join(at, name), bytes);
  }
  return at;
}

async function run(at: string, given: { args?: string[]; stopAfter?: number; apiKey?: string } = {}): Promise<Tally> {
  const args = [
    '--api-key',
    given.apiKey ?? apiKey,
    '--url',
    rig.service.url,
    '--rate',
    '1e9',
    ...(given.args ?? []),
    at,
  ];
  const options = importOptions(args);
  if (options === undefined) throw new Error('help');
  const tally = new Tally();
  const stop = new AbortController();
  let uploads = 0;
  const of: ImportRun = {
    options,
    tally,
    signal: stop.signal,
    onProgress: () => {
      uploads += 1;
      if (uploads === given.stopAfter) stop.abort();
    },
    ...(options.dryRun
      ? {}
      : { state: await ImportState.open(`${at}.state`, [options.apiKey, options.from, options.to]) }),
    ...(options.sync === undefined ? {} : { endsFor: await endsFor(options.sync) }),
  };
  await runImport(await sourcesIn(options.files), of);
  return tally;
}

const storedOf = (prefix: string) =>
  rig.stored.events().filter(({ insert_id: id }) => typeof id === 'string' && id.startsWith(prefix));
const named = (prefix: string) => (index: number) => ({ $insert_id: `${prefix}${index}` });

describe('an import of export files', () => {
  it('reads folders, .json.gz, .json and zip archives, and sends each row once, as it was', async () => {
    const rows = exportRows(2_400, named('all-'));
    const at = await files({
      '123456/123456_2026-11-20_0#0.json.gz': gzipped(rows.slice(0, 600)),
      '123456/123456_2026-11-20_1#0.json.gz': gzipped(rows.slice(600, 1_000)),
      'plain.json': Buffer.from(
        rows
          .slice(1_000, 1_200)
          .map((row) => JSON.stringify(row))
          .join('\r\n'),
      ),
      'export.zip': zipped({
        '123456/a.json.gz': gzipped(rows.slice(1_200, 1_800)),
        '123456/b.json.gz': gzipped(rows.slice(1_800)),
        'readme.txt': Buffer.from('not an export'),
      }),
      'notes.txt': Buffer.from('neither'),
    });
    const tally = await run(at);
    expect([tally.rows, tally.taken]).toEqual([2_400, 2_400]);
    await eventually(() => expect(storedOf('all-')).toHaveLength(2_400));
    expect(new Set(storedOf('all-').map(({ insert_id: id }) => id)).size).toBe(2_400);
    expect(storedOf('all-').find(({ insert_id: id }) => id === 'all-7')).toEqual({
      insert_id: 'all-7',
      user_id: 'u-7',
      device_id: 'd-7',
      session_id: 1396381378123,
      event_id: 7,
      event_type: 'Viewed',
      event_properties: { price: 7, note: 'naïve ☃' },
      user_properties: { plan: 'gold', idfv: 'BCCE52E7-03EE-321A-B3D4-E57123966239' },
      group_properties: {},
      groups: {},
      time: Date.UTC(2026, 10, 20, 0, 0, 7),
      platform: 'iOS',
      os_name: 'ios',
      os_version: '17',
      app_version: '1.0.0',
      language: 'English',
      ip: '203.0.113.7',
    });
  });

  it('that was stopped goes on where it was, and sends nothing twice', async () => {
    const rows = exportRows(3_000, named('resumed-'));
    const at = await files({ 'a.json.gz': gzipped(rows.slice(0, 1_700)), 'b.json.gz': gzipped(rows.slice(1_700)) });
    expect((await run(at, { stopAfter: 2 })).taken).toBe(1_000);
    const rest = await run(at);
    expect([rest.skipped, rest.taken]).toEqual([1_000, 2_000]);
    expect((await run(at)).taken).toBe(0);
    await eventually(() => expect(storedOf('resumed-')).toHaveLength(3_000));
    await expect(run(at, { args: ['--from', '2026-11-21'] })).rejects.toThrow(/another import/);
  });

  it('keeps to its window, and leaves out rows that ingest would refuse, not their neighbours', async () => {
    const bad = [
      { event_type: null, user_properties: null },
      { user_id: null, device_id: null },
      { event_time: null, client_event_time: null },
    ];
    const rows = exportRows(10, (index) => ({ ...named('window-')(index), ...bad[index - 7] }));
    const at = await files({ 'a.json.gz': gzipped([...rows, 'no row']) });
    const args = ['--from', '2026-11-20T00:00:02', '--to', '2026-11-20T00:00:05Z'];
    const tally = await run(at, { args });
    expect([tally.rows, tally.taken, tally.of('Viewed').outside]).toEqual([11, 3, 3]);
    const reasons = ['no event_time', 'no event_type', 'no user_id, device_id', 'not a JSON object'];
    expect([...tally.refused.keys()].sort()).toEqual(reasons);
    await eventually(() => expect(storedOf('window-').map(({ time }) => time % 60_000)).toEqual([2_000, 3_000, 4_000]));
  });

  it('ends with an error where a file is broken or the key is wrong, and has kept what it did', async () => {
    const at = await files({
      'a.json.gz': gzipped(exportRows(800, named('broken-'))),
      'b.json.gz': gzipped(exportRows(900)),
    });
    await truncate(join(at, 'b.json.gz'), 3_000);
    await expect(run(at)).rejects.toThrow(/unexpected end of file/);
    await eventually(() => expect(storedOf('broken-')).toHaveLength(800));
    const other = await files({ 'a.json.gz': gzipped(exportRows(3)) });
    await expect(run(other, { apiKey: 'unknown-key' })).rejects.toThrow(/400.*Invalid API key/);
    await expect(run(join(folder, 'nowhere'))).rejects.toThrow(/there is no such file/);
  });
});

describe('a dry run', () => {
  it('sends nothing, and says by event type what a sync would send', async () => {
    const sync = aSync({ mappings: { idfv: 'user_properties.idfv', idfa: null, adid: null, android_id: null } });
    const config = createServer((request, response) => {
      const known = request.headers.authorization === 'Bearer t-1' && request.url === '/api/syncs/sync-1';
      response.statusCode = known ? 200 : 401;
      response.end(JSON.stringify(known ? { ...sync, v: undefined, createdAt: 'now' } : { error: {} }));
    });
    await new Promise<void>((resolve) => config.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(config.address() as AddressInfo).port}`;
    const old = { event_time: '2020-01-01 00:00:00.000000' };
    const at = await files({
      'a.json.gz': gzipped(
        exportRows(100, (index) => ({
          ...named('dry-')(index),
          ...(index === 0 && old),
          ...(index === 4 && { ip_address: null }),
        })),
      ),
      token: Buffer.from('t-1\n'),
    });
    const tally = await run(at, {
      args: ['--dry-run', '--sync', 'sync-1', '--config', address, '--token-file', join(at, 'token')],
    });
    expect(Object.fromEntries(tally.of('Purchase').ends)).toEqual({
      sent: 24,
      'dropped no-ip': 1,
      'with IdentityLink': 25,
    });
    expect(Object.fromEntries(tally.of('Viewed').ends)).toMatchObject({ 'filtered not-selected': 75 });
    const report = tally.report({ taken: 'would be sent' });
    expect(report).toMatch(/75 {2}Viewed: 75 would be sent/);
    expect(report).toMatch(/1 of them are older than 30 days/);
    const wrong = run(at, {
      args: ['--dry-run', '--sync', 'other', '--config', address, '--token-file', join(at, 'token')],
    });
    await expect(wrong).rejects.toThrow(/config answered 401/);
    await new Promise((resolve) => config.close(resolve));
    expect(storedOf('dry-')).toEqual([]);
  });
});

it.each([
  [['--url', 'x', 'f'], /--api-key is missing/],
  [['--api-key', 'k', 'f'], /--url is missing/],
  [['--dry-run'], /at least one file/],
  [['--dry-run', '--rate', '0', 'f'], /--rate/],
  [['--dry-run', '--from', 'soon', 'f'], /--from must be a time/],
  [['--dry-run', '--sync', 's', 'f'], /--sync needs --config/],
  [['--api-key', 'k', '--url', 'x', '--sync', 's', 'f'], /goes with --dry-run/],
  [['--nonsense'], /nonsense/],
])('%j is refused', (args, words) => expect(() => importOptions(args)).toThrow(words));
