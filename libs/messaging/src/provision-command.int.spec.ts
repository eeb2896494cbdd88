import { startTestNats, type TestNats } from '@kochava-stream/testing';
import { provisionCommand } from './provision-command.ts';

let server: TestNats;
beforeAll(async () => {
  server = await startTestNats();
});
afterAll(() => server.stop());

async function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await provisionCommand({
    args,
    env: { NATS_URL: server.url, NATS_MONITOR_URL: server.monitorUrl, ...env },
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
  });
  return { code, ...said };
}

describe('npm run provision', () => {
  it('says what it created, kept, updated, and what it refuses', async () => {
    const created = await run([], { SHARDS: '2' });
    expect([created.code, created.out.split('\n')[0]]).toEqual([0, 'created  RECEIVED']);
    expect(created.err).toContain('2 shards, 1 copies');
    const kept = await run([], { SHARDS: '2' });
    expect(kept.code).toBe(0);
    expect(
      new Set(
        kept.out
          .trim()
          .split('\n')
          .map((line) => line.split(' ')[0]),
      ),
    ).toEqual(new Set(['kept']));
    const updated = await run([], { SHARDS: '2', STREAM_MAX_BYTES_DEAD: '2000000' });
    expect(updated.out).toContain('updated  DEAD\n           max_bytes: 1073741824 -> 2000000\n');
    const refused = await run([], { SHARDS: '3' });
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toContain('RECEIVED: shards from 2 to 3');
  });

  it('explains itself, and settings that do not fit', async () => {
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    for (const name of ['NATS_URL', 'SHARDS', 'STREAM_REPLICAS', 'STREAM_MAX_BYTES_RECEIVED', 'STREAM_MAX_BYTES_KV'])
      expect(help.out).toContain(name);
    expect(await run([], { STREAM_REPLICAS: 'many' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('STREAM_REPLICAS'),
    });
    expect((await run(['--force'])).code).toBe(1);
  });

  it('does not wait for a server that is not there', async () => {
    const { code, err } = await run([], { NATS_URL: 'nats://127.0.0.1:1', NATS_MONITOR_URL: '' });
    expect([code, err]).toEqual([1, expect.stringContaining('connection refused')]);
  });

  it('does not provision a server that could lose what it has acknowledged', async () => {
    const blind = await run([], { NATS_MONITOR_URL: 'http://127.0.0.1:1' });
    expect([blind.code, blind.out]).toEqual([1, '']);
    expect(blind.err).toContain('could not be asked whether the server fsyncs');
  });
});
