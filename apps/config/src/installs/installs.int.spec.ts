import { decode, receivedInstalls, type ReceivedInstall } from '@kochava-stream/contracts';
import { readShard, type ShardReader } from '@kochava-stream/messaging';
import { eventually } from '@kochava-stream/testing';
import pg from 'pg';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';

let stage: ConfigStage;
let reader: ShardReader;
let db: pg.Client;
let sync: string;
const told: ReceivedInstall[] = [];
const adid = (n: number) => `38400000-8cf0-11bd-b23e-${String(n).padStart(12, '0')}`;

beforeAll(async () => {
  stage = await startConfigStage();
  db = new pg.Client({ connectionString: stage.databaseUrl });
  await db.connect();
  sync = await stage.sync((await stage.project()).id, {
    postbacks: { parameters: { kochava_device_id: 'kdid', adid: 'adid', event_name: 'event' } },
  });
  reader = readShard(stage.nats, { stream: 'RECEIVED', subject: 'received.installs.*', fromSeq: 1 });
  void (async () => {
    for await (const { bytes } of reader) told.push(...decode(receivedInstalls, bytes).installs);
  })().catch(() => undefined);
}, 90_000);
afterAll(async () => {
  reader?.close();
  await db?.end();
  await stage?.close();
});
beforeEach(() => void (told.length = 0));

async function send(
  body: string | ReadableStream<Uint8Array>,
  type: string,
  query = '',
): Promise<{ status: number; body: any }> {
  const reply = await fetch(`${stage.service.url}/api/syncs/${sync}/installs${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stage.token}`, 'content-type': type },
    body,
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  } as RequestInit);
  return { status: reply.status, body: await reply.json() };
}

describe('an import', () => {
  it('takes a CSV by the columns that the sync maps, and says what it cannot read, by line', async () => {
    const csv = [
      '\ufeffkdid,adid,event,note',
      `i-1,${adid(1)},_install,plain`,
      `"i-2",${adid(2)},_install,"two\nlines, and ""quotes"""`,
      `i-3,${adid(3)},Purchase,`,
      `,00000000-0000-0000-0000-000000000000,_install,`,
      'i-5,,_install,x,y,z',
      `,${adid(6)},,`,
      '',
      `,${adid(7)},_install`,
    ].join('\r\n');
    const { status, body } = await send(csv, 'text/csv; charset=utf-8');
    expect(status).toBe(200);
    expect(body).toMatchObject({ rows: 7, stored: 3, otherEvents: 1, withoutIdentifier: 1, refused: 2 });
    expect(body.problems.map(({ line }: { line: number }) => line)).toEqual([7, 8]);
    await eventually(() => expect(told).toHaveLength(3));
    expect(told.map(({ source, kochavaDeviceId, ids }) => [source, kochavaDeviceId, ids.adid]).sort()).toEqual([
      ['import', null, adid(7)],
      ['import', 'i-1', adid(1)],
      ['import', 'i-2', adid(2)],
    ]);
  });

  it('takes NDJSON, and in a dry run tells nobody', async () => {
    const lines = [{ kdid: 'n-1', event: '_install' }, { kdid: 5, event: '_install' }, []].map((row) =>
      JSON.stringify(row),
    );
    const text = [...lines, '{"kdid":', 'x'.repeat(70_000), '{"other":"secret-value","event":"_install"}'].join('\n');
    const { body } = await send(text, 'application/x-ndjson', '?dryRun=true');
    expect(body).toMatchObject({ dryRun: true, rows: 6, stored: 2, refused: 4 });
    expect(JSON.stringify(body.problems)).not.toContain('secret-value');
    expect(told).toEqual([]);
    expect((await send(text, 'application/x-ndjson')).body).toMatchObject({ stored: 2 });
    await eventually(() => expect(told.map(({ kochavaDeviceId }) => kochavaDeviceId).sort()).toEqual(['5', 'n-1']));
  });

  it('reads a body of any length as it comes; the same one again tells nothing more', async () => {
    const rows = 60_000;
    const body = (): ReadableStream<Uint8Array> => {
      let n = 0;
      return new ReadableStream({
        pull(controller) {
          if (n === 0) controller.enqueue(Buffer.from('kdid,event\n'));
          const some = Array.from({ length: 1_000 }, () => `big-${(n += 1)},_install\n`).join('');
          controller.enqueue(Buffer.from(some));
          if (n >= rows) controller.close();
        },
      });
    };
    expect((await send(body(), 'text/csv')).body).toMatchObject({ rows, stored: rows, refused: 0 });
    await eventually(() => expect(told).toHaveLength(rows), { timeoutMs: 15_000 });
    expect(new Set(told.map(({ id }) => id)).size).toBe(rows);
    expect((await send(body(), 'text/csv')).body).toMatchObject({ rows, stored: rows });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(told).toHaveLength(rows);
  });

  it('is refused as another type, and other routes take no lists', async () => {
    expect((await send('a', 'text/plain')).status).toBe(415);
    expect((await send('{}', 'application/json')).status).toBe(415);
    const answer = await fetch(`${stage.service.url}/api/projects`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stage.token}`, 'content-type': 'text/csv' },
      body: 'a,b',
    });
    expect(answer.status).toBe(415);
  });
});

describe('a device', () => {
  it('is confirmed by hand, by what it is known by or what is said', async () => {
    await db.query(
      `INSERT INTO linker.device (sync, kochava_device_id, shard, version, known, accepted, project, sync_version)
       VALUES ($1, 'h-1', 0, 2, $2, '{}', 'p', 1), ($1, 'h-2', 0, 2, '{}', '{}', 'p', 1)`,
      [sync, { adid: [adid(1), adid(2)] }],
    );
    const confirm = (device: string, body: object) =>
      stage.call('POST', `/api/syncs/${sync}/devices/${device}/confirm`, body);
    const { status, body } = await confirm('h-1', { why: 'seen in the dashboard' });
    expect([status, body]).toEqual([200, { device: 'h-1', ids: { adid: adid(2) }, confirmed: false }]);
    await eventually(() => {
      expect(told).toMatchObject([{ source: 'by-hand', kochavaDeviceId: 'h-1', ids: { adid: adid(2) } }]);
    });
    expect((await confirm('h-2', { why: 'x' })).status).toBe(409);
    expect((await confirm('h-2', { why: 'x', ids: { idfv: '0000-0000' } })).status).toBe(409);
    expect((await confirm('h-2', { why: 'x', ids: { idfv: 'V-1' } })).body.ids).toEqual({ idfv: 'V-1' });
    expect((await confirm('h-3', { why: 'x' })).status).toBe(404);
    expect((await confirm('h-1', {})).status).toBe(422);
    const audit = await stage.call('GET', '/api/audit');
    expect(JSON.stringify(audit.body)).toContain('seen in the dashboard');
  });
});
