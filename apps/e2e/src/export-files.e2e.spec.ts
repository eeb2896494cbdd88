/** Export files of Amplitude, by the command, to the bytes that Kochava gets. All services, real servers. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { eventually } from '@kochava-stream/testing';
import { vendorId } from './support/client.ts';
import { sentFor, violations } from './support/ledger.ts';
import { startScratchStack, type ScratchStack } from './support/scratch-stack.ts';

const command = join(import.meta.dirname, '../../ingest/dist/import-main.js');
const run = async (...args: string[]) => (await promisify(execFile)(process.execPath, [command, ...args])).stdout;

let scratch: ScratchStack;
let folder: string;
beforeAll(async () => {
  scratch = await startScratchStack();
  folder = await mkdtemp(join(tmpdir(), 'export-files-'));
}, 120_000);
afterAll(async () => {
  await scratch?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const rows = Array.from({ length: 40 }, (_, index) => ({
  $insert_id: `row-${index}`,
  uuid: `uuid-${index}`,
  user_id: 'u-1',
  device_id: 'export',
  event_type: index % 2 === 0 ? 'Purchase' : 'Viewed',
  event_properties: { price: index },
  user_properties: { idfv: vendorId('export') },
  event_time: `2026-11-20 10:00:${String(index).padStart(2, '0')}.000000`,
  platform: 'iOS',
  version_name: '1.0.0',
  ip_address: '203.0.113.7',
}));

it('says beforehand what a sync would send, sends it, and sends nothing when it is asked again', async () => {
  const { api, stack, sandbox } = scratch;
  const { id: project, apiKey } = await api.project('export-files');
  const sync = await api.sync(project, {
    name: 'Post-install',
    appGuid: 'koexport',
    sendEvents: { enabled: true, events: ['Purchase'], properties: { event: ['price'] } },
    mappings: { idfv: 'user_properties.idfv' },
  });
  const [file, token, state] = ['export.json.gz', 'token', 'state.json'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(file, gzipSync(rows.map((row) => JSON.stringify(row)).join('\n')));
  await writeFile(token, stack.adminToken);

  const asked = ['--sync', sync, '--config', stack.urls.config, '--token-file', token];
  expect(await run('--dry-run', ...asked, file)).toMatch(/Purchase: 20 would be sent \(sent 20\)/);
  expect((await api.counts(project)).received).toBe(0);

  const sending = [
    '--api-key',
    apiKey,
    '--url',
    stack.urls.ingest,
    '--state',
    state,
    '--to',
    '2026-11-20T10:00:30Z',
    file,
  ];
  expect(await run(...sending)).toMatch(/40 rows read, 30 stored/);
  const sent = () => sentFor(sandbox.requests(), 'koexport');
  await eventually(() => expect(sent()).toHaveLength(15));
  expect(sent().map(({ json }) => json.data.usertime - Date.UTC(2026, 10, 20, 10) / 1_000)).toEqual(
    expect.arrayContaining([0, 2, 28]),
  );
  expect(violations(sent())).toEqual([]);
  expect(await run(...sending)).toMatch(/0 rows read, 0 stored.*40 lines were done before/);
  await expect(run('--url', stack.urls.ingest, file)).rejects.toThrow(/--api-key is missing/);
});
