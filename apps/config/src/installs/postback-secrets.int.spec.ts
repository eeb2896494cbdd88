import { createHash } from 'node:crypto';
import { kvBuckets, kvKeys } from '@kochava-stream/contracts';
import { eventually } from '@kochava-stream/testing';
import pg from 'pg';
import { startConfigStage, type ConfigStage } from '../config-stage.spec.ts';

let stage: ConfigStage;
beforeAll(async () => {
  stage = await startConfigStage({ INGEST_PUBLIC_URL: 'https://in.example.com/' });
}, 90_000);
afterAll(async () => stage?.close());

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('the URL for install postbacks', () => {
  it('is shown once, is kept as a hash, and closes by itself', async () => {
    const { id: project } = await stage.project();
    const sync = await stage.sync(project);
    const at = `/api/syncs/${sync}/postback-secrets`;
    const one = await stage.call('POST', at, { why: 'first' });
    expect([one.status, one.body.example]).toEqual([
      201,
      'kochava_device_id={kochava_device_id}&idfa={idfa}&idfv={idfv}&adid={adid}&android_id={android_id}',
    ]);
    const secret = one.body.path.split('/').at(-1) as string;
    expect(one.body.url).toBe(`https://in.example.com/kochava/postbacks/${project}/${secret}`);
    expect(Buffer.from(secret, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
    const two = await stage.call('POST', at);
    const hashes = [one, two].map(({ body }) => sha256(body.path.split('/').at(-1)));
    const { secretHashes } = (await stage.inKv(kvBuckets.config, kvKeys.sync(sync))).postbacks;
    expect(secretHashes).toEqual(hashes);
    expect((await stage.call('GET', at)).body.secrets.map(({ id }: { id: string }) => id)).toEqual(
      hashes.map((hash) => hash.slice(0, 12)),
    );
    const gone = await stage.call('DELETE', `${at}/${one.body.id}`, { why: 'rotated' });
    expect([gone.status, gone.body.secrets.length]).toEqual([200, 1]);
    await eventually(async () => {
      expect((await stage.inKv(kvBuckets.config, kvKeys.sync(sync))).postbacks.secretHashes).toEqual([hashes[1]]);
    });
    expect((await stage.call('DELETE', `${at}/${one.body.id}`)).status).toBe(404);

    const { versions } = (await stage.call('GET', `/api/syncs/${sync}/history`)).body;
    expect(versions.slice(0, 3).map(({ type, why }: { type: string; why: string }) => [type, why])).toEqual([
      ['PostbackSecretRemoved', 'rotated'],
      ['PostbackSecretAdded', null],
      ['PostbackSecretAdded', 'first'],
    ]);
    const audit = (await stage.call('GET', `/api/audit?project=${project}`)).body;
    expect(JSON.stringify(audit)).toContain('/postback-secrets');
    const db = new pg.Client({ connectionString: stage.databaseUrl });
    await db.connect();
    const kept = await db.query(
      `SELECT json_agg(e)::text || (SELECT json_agg(s)::text FROM config.sync s) ||
              (SELECT json_agg(a)::text FROM config.audit a) AS text FROM config.event e`,
    );
    await db.end();
    for (const { text } of [...kept.rows, { text: JSON.stringify([versions, audit]) }]) {
      expect(text.length).toBeGreaterThan(500);
      expect(text).not.toContain(secret);
    }
  });

  it('can be one of five, and only an editor makes one', async () => {
    const { id: project } = await stage.project();
    const sync = await stage.sync(project);
    const at = `/api/syncs/${sync}/postback-secrets`;
    const access = { installation: false, projects: { [project]: 'viewer' } };
    const token = await stage.call('POST', '/api/tokens', { name: 'viewer', access, expiresInDays: 1 });
    const headers = { authorization: `Bearer ${token.body.secret ?? token.body.token}` };
    expect((await stage.call('GET', at, undefined, { headers })).status).toBe(200);
    expect((await stage.call('POST', at, undefined, { headers })).status).toBe(403);
    for (let n = 0; n < 5; n += 1) expect((await stage.call('POST', at)).status).toBe(201);
    expect((await stage.call('POST', at)).status).toBe(422);
    expect((await stage.call('POST', '/api/syncs/none/postback-secrets')).status).toBe(404);
  });

  it('expects what the sync maps', async () => {
    const { id: project } = await stage.project();
    const sync = await stage.sync(project, { postbacks: { parameters: { adid: 'gaid', event_name: 'event' } } });
    const { body } = await stage.call('POST', `/api/syncs/${sync}/postback-secrets`);
    expect(body.example).toBe('gaid={adid}&event={event_name}');
  });
});
