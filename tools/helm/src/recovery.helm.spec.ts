import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { serviceNames, type ServiceName } from '@kochava-stream/all-in-one';
import { startGuardedStack, type GuardedStack } from './access/guarded-stack.ts';
import { device, eventually, Traffic } from './access/traffic.ts';
import { mustRun } from './toolchain/run.ts';

/** What docs/how-to/kubernetes.md promises of restoring, done; the numbers are printed for its table. */
let stack: GuardedStack;
let traffic: Traffic;
beforeAll(async () => {
  stack = await startGuardedStack();
  traffic = await Traffic.open(stack);
}, 180_000);
afterAll(async () => {
  await stack?.close();
}, 60_000);

const report = (line: string): void => void process.stdout.write(`measured: ${line}\n`);
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);
const others = serviceNames.filter((name) => name !== 'ingest');

async function each(names: readonly ServiceName[], verb: 'stop' | 'start'): Promise<void> {
  await Promise.all(names.map((name) => stack.services[name][verb]()));
}

async function arrived(distinct: number): Promise<void> {
  await eventually(`${distinct} purchases`, async () => new Set(await traffic.bought()).size === distinct, 90_000);
}

/** A base backup as pg_basebackup makes it: the files between a start and an end, and the log that joins them. */
async function backUp(to: string): Promise<void> {
  const client = new pg.Client({ connectionString: stack.postgres.url });
  await client.connect();
  const data = join(stack.postgres.dir, 'data');
  await client.query("SELECT pg_backup_start('drill', true)");
  await mustRun('cp', ['-a', data, to]);
  const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
  await mustRun('cp', ['-a', `${data}/pg_wal/.`, `${to}/pg_wal`]);
  await writeFile(join(to, 'backup_label'), rows[0]?.labelfile ?? '');
  for (const file of ['postmaster.pid', 'postmaster.opts']) await rm(join(to, file), { force: true });
  await mustRun('chown', ['--reference', data, join(to, 'backup_label')]);
  await client.end();
}

it('Postgres lost and restored to an earlier moment, NATS as it is: nothing accepted is lost', async () => {
  await traffic.buy(0, 500);
  await arrived(500);
  const backup = join(stack.dir, 'backup');
  const backupStart = performance.now();
  await backUp(backup);
  report(`base backup of a small database: ${seconds(backupStart)} s`);
  await traffic.buy(500, 300);
  await traffic.send([
    { ...device('later'), event_type: '$identify', user_properties: { plan: 'pro' }, insert_id: 'held' },
  ]);
  await arrived(800);
  await eventually('a link is held', async () => (await traffic.held()) >= 1);

  await each(others, 'stop');
  await stack.postgres.kill('SIGKILL');
  const data = join(stack.postgres.dir, 'data');
  await rm(data, { recursive: true });
  await traffic.buy(800, 100);
  const begun = performance.now();
  await mustRun('mv', [backup, data]);
  await stack.postgres.restart();
  expect(await stack.job('migrate')).toMatchObject({ code: 0 });
  await each(others, 'start');
  await arrived(900);
  report(`from the files in place to everything at Kochava: ${seconds(begun)} s`);
  const bought = await traffic.bought();
  report(`lost: ${900 - new Set(bought).size} of 900; sent again: ${bought.length - 900} (300 came after the backup)`);
  expect(bought.length - 900).toBeLessThanOrEqual(300);
  await eventually('the link is held again', async () => (await traffic.held()) >= 1);
  await traffic.send([
    { ...device('later'), event_type: 'Bought', insert_id: 'later-1', event_properties: { n: 900 } },
  ]);
  await eventually('its link', async () => (await traffic.requests()).some(({ kind }) => kind === 'link'));
}, 180_000);

it('NATS lost with all its disks, Postgres as it is: goes on after three commands', async () => {
  const last = { ...device('waits'), event_type: '$identify', user_properties: { plan: 'max' }, insert_id: 'waits' };
  await traffic.send([last]);
  await eventually('a link is held', async () => (await traffic.held()) >= 2);
  const links = (await traffic.requests()).filter(({ kind }) => kind === 'link').length;
  const begun = performance.now();
  await stack.nats.restart({ wiped: true });
  expect(await stack.job('provision')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/created\s+RECEIVED/) as string,
  });
  for (const [schema, consumer, streams] of [
    ['transformer', 'transformer', ['RECEIVED']],
    ['linker', 'identity-linker', ['RECEIVED', 'LINKS', 'OUTCOMES']],
    ['config', 'config', ['OUTCOMES']],
    ['config', `sync-${traffic.sync}`, ['DISPATCH']],
  ] as const) {
    for (const stream of streams) {
      const args = ['--schema', schema, '--consumer', consumer, '--stream', stream, '--from', 'first', '--yes'];
      const env = { DATABASE_URL: stack.loginUrl(schema) };
      expect(await stack.job('provision', { command: 'reset-positions', args, env })).toMatchObject({
        code: 0,
        err: '',
      });
    }
  }
  await each(serviceNames, 'stop');
  await each(serviceNames, 'start');
  report(`NATS from nothing to ready: ${seconds(begun)} s`);
  await traffic.buy(1_000, 50);
  await traffic.send([
    { ...device('waits'), event_type: 'Bought', insert_id: 'waits-1', event_properties: { n: 2_000 } },
  ]);
  await arrived(952);
  await eventually('the link that Postgres kept', async () => {
    return (await traffic.requests()).filter(({ kind }) => kind === 'link').length === links + 1;
  });
}, 180_000);

const older = process.env['NATS_OLDER_BIN'] ?? '';
(older === '' ? it.skip : it)(
  'NATS 2.14 and back to 2.15 on the same disk: nothing is lost, nothing is refused',
  async () => {
    const version = async (): Promise<string> => {
      const reply = await fetch(`${stack.nats.monitorUrl}/varz`);
      return ((await reply.json()) as { version: string }).version;
    };
    const newer = await version();
    let first = 3_000;
    for (const binary of [older, undefined]) {
      const begun = performance.now();
      await stack.nats.restart(binary === undefined ? {} : { binary });
      await traffic.buy(first, 200);
      report(`${await version()}: uploads are taken again after ${seconds(begun)} s`);
      first += 200;
      await eventually('all of them', async () => {
        const bought = new Set(await traffic.bought());
        return Array.from({ length: first - 3_000 }, (_, index) => 3_000 + index).every((n) => bought.has(n));
      });
      expect(await stack.job('provision')).toMatchObject({ code: 0 });
    }
    expect(await version()).toBe(newer);
    expect(await stack.nats.violations()).toEqual([]);
  },
  180_000,
);
