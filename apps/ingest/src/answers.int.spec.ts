import { Logger as SdkLogger, RemoteConfigClient } from '@amplitude/analytics-core';
import { deflateSync, gzipSync } from 'node:zlib';
import { eventually } from '@kochava-stream/testing';
import { apiKey, rawConnection, startRig, type Rig } from './ingest-rig.spec.ts';

const good = { event_type: 'open', user_id: 'user-1', device_id: 'device-1' };
const upload = (...events: unknown[]) => ({ api_key: apiKey, events });

describe('what ingest answers', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(async () => rig.stop());

  it('200 with the three counters, once the event is stored', async () => {
    const body = JSON.stringify(upload(good));
    const before = Date.now();
    const { status, text, headers } = await rig.post('/2/httpapi', body);
    expect({ status, text }).toEqual({
      status: 200,
      text: expect.stringMatching(
        new RegExp(
          `^{"code":200,"events_ingested":1,"payload_size_bytes":${body.length},"server_upload_time":\\d{13}}$`,
        ),
      ) as string,
    });
    expect((JSON.parse(text) as { server_upload_time: number }).server_upload_time).toBeGreaterThanOrEqual(before);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  const rejected: [string, string, unknown, number, string][] = [
    ['no body', '/2/httpapi', undefined, 400, '{"code":400,"error":"Missing request body"}'],
    ['half a body', '/batch', '{"api_key"', 400, '{"code":400,"error":"Invalid JSON request body"}'],
    [
      'no key',
      '/2/httpapi',
      { events: [good] },
      400,
      '{"code":400,"error":"Request missing required field","missing_field":"api_key"}',
    ],
    [
      'an unknown key',
      '/2/httpapi',
      { ...upload(good), api_key: 'nobody' },
      400,
      '{"code":400,"error":"Invalid API key: nobody"}',
    ],
    [
      'an unknown key, whatever the events',
      '/batch',
      { api_key: 'nobody', events: [1] },
      400,
      '{"code":400,"error":"Invalid API key: nobody"}',
    ],
    [
      'bad events',
      '/2/httpapi',
      upload(good, { ...good, time: 'now' }, { ...good, user_id: 'ab' }, { user_id: 'user-1' }),
      400,
      '{"code":400,"error":"Invalid field values on some events","events_with_invalid_id_lengths":{"user_id":[2]},"events_with_invalid_fields":{"time":[1],"user_id":[2]},"events_with_missing_fields":{"event_type":[3]}}',
    ],
    [
      'short ids alone',
      '/batch',
      upload({ ...good, user_id: 'ab' }),
      400,
      '{"code":400,"error":"Invalid id length for user_id or device_id","events_with_invalid_id_lengths":{"user_id":[0]},"events_with_invalid_fields":{"user_id":[0]}}',
    ],
    [
      '2001 events',
      '/2/httpapi',
      upload(...Array.from({ length: 2001 }, () => 1)),
      413,
      '{"code":413,"error":"Payload too large"}',
    ],
    [
      'more than 1 MB',
      '/2/httpapi',
      upload({ ...good, x: 'x'.repeat(1024 * 1024) }),
      413,
      '{"code":413,"error":"Payload too large"}',
    ],
    ['an unknown path', '/3/httpapi', upload(good), 404, '{"code":404,"error":"Invalid request path"}'],
    ['the root', '/', 'anything', 404, '{"code":404,"error":"Invalid request path"}'],
    ['a path that is none', '/%', '', 400, '{"code":400,"error":"Bad Request"}'],
  ];
  it.each(rejected)('to %s', async (...[, path, body, status, text]) => {
    const answer = await rig.post(path, body);
    expect({ status: answer.status, text: answer.text }).toEqual({ status, text });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('405 to %s of an upload route', async (method) => {
    const response = await fetch(`${rig.service.url}/2/httpapi`, { method });
    expect(await response.text()).toBe('{"code":405,"error":"Method not allowed"}');
    expect(response.status).toBe(405);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'nonsense',
    '',
  ])('takes JSON declared as %j', async (type) => {
    const answer = await rig.post('/2/httpapi', JSON.stringify(upload(good)), { headers: { 'content-type': type } });
    expect(answer.status).toBe(200);
  });

  it.each(['/2/httpapi', '/batch', '/identify', '/nowhere', '/config/abc'])(
    'lets browsers ask about %s',
    async (path) => {
      const response = await fetch(`${rig.service.url}${path}`, {
        method: 'OPTIONS',
        headers: { origin: 'https://app.example', 'access-control-request-headers': 'content-type,x-own' },
      });
      expect(response.status).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-methods')).toBe('POST, GET, OPTIONS');
      expect(response.headers.get('access-control-allow-headers')).toBe(
        'content-type, content-encoding, content-type,x-own',
      );
      expect(response.headers.get('access-control-max-age')).toBe('86400');
    },
  );

  it('takes a trailing slash, a byte order mark and 20 MB batches of many values', async () => {
    const event = { ...good, event_properties: { text: 'x'.repeat(1000) } };
    const batch = upload(...Array.from({ length: 2000 }, () => ({ ...event, more: event, most: event })));
    expect((await rig.post('/2/httpapi/', `\ufeff${JSON.stringify(upload(good))}`)).status).toBe(200);
    expect((await rig.post('/batch', batch)).text).toContain('"events_ingested":2000');
    expect((await rig.post('/2/httpapi', batch)).status).toBe(413);
  });

  it('gives SDKs that ask an empty remote configuration', async () => {
    const response = await fetch(`${rig.service.url}/config/${apiKey}?config_group=browser`);
    expect(await response.text()).toBe('{"configs":{}}');
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
  });

  it('is a remote configuration to the very client that is in the browser SDK, at its first try', async () => {
    const asked: string[] = [];
    const storage = {
      fetchConfig: () => Promise.resolve({ remoteConfig: null, lastFetch: new Date() }),
      setConfig: () => Promise.resolve(true),
    };
    const client = new RemoteConfigClient(
      apiKey,
      new SdkLogger(),
      'US',
      `${rig.service.url}/config`,
      async ({ url, ...request }) => {
        asked.push(url);
        return await fetch(url, request);
      },
      RemoteConfigClient.DEFAULT_CONFIG_GROUP,
      storage,
    );
    const [config, source] = await new Promise<unknown[]>((resolve) => {
      client.subscribe('configs', { timeout: 3_000 }, (...told) => resolve(told));
    });
    expect([config, source]).toEqual([{}, 'remote']);
    expect(asked).toEqual([`${rig.service.url}/config/${apiKey}?config_group=browser`]);
  });

  describe('compressed bodies', () => {
    const body = JSON.stringify(upload(good));
    const send = (bytes: Uint8Array, encoding: string) =>
      rig.post('/2/httpapi', bytes, { headers: { 'content-encoding': encoding } });

    it('are taken, and counted as they were before', async () => {
      expect((await send(gzipSync(body), 'gzip')).text).toContain(`"payload_size_bytes":${body.length},`);
      expect((await send(deflateSync(body), 'deflate')).status).toBe(200);
      expect((await send(Buffer.from(body), 'identity')).status).toBe(200);
    });

    it('that are not what they say are no JSON', async () => {
      for (const bytes of [Buffer.from(body), gzipSync(body).subarray(0, 40)]) {
        expect((await send(bytes, 'gzip')).text).toBe('{"code":400,"error":"Invalid JSON request body"}');
      }
      expect((await send(Buffer.from(body), 'br')).text).toBe('{"code":415,"error":"Unsupported content encoding"}');
    });

    it('may not grow beyond the limit, nor a hundredfold', async () => {
      const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
      const memory = process.memoryUsage().rss;
      for (const path of ['/2/httpapi', '/batch']) {
        const answer = await rig.post(path, bomb, { headers: { 'content-encoding': 'gzip' } });
        expect(answer.text).toBe('{"code":413,"error":"Payload too large"}');
      }
      expect(process.memoryUsage().rss - memory).toBeLessThan(40 * 1024 * 1024);
      const dense = gzipSync(JSON.stringify({ ...upload(good), filler: ' '.repeat(300_000) }));
      expect((await send(dense, 'gzip')).status).toBe(413);
    });
  });

  describe('/identify and /groupidentify', () => {
    const user = { user_id: 'identified-user', user_properties: { $set: { plan: 'pro' } } };
    const form = new URLSearchParams({ api_key: apiKey, identification: JSON.stringify(user) }).toString();

    it('take forms, JSON and query strings, and become events', async () => {
      const before = rig.stored.events().length;
      expect((await rig.post('/identify', form)).text).toContain('"events_ingested":1');
      expect((await rig.post('/identify', { api_key: apiKey, identification: [user, user] })).status).toBe(200);
      expect((await fetch(`${rig.service.url}/identify?${form}`)).status).toBe(200);
      const group = {
        api_key: apiKey,
        identification: { group_type: 'org', group_value: 'acme', group_properties: { a: 1 } },
      };
      expect((await rig.post('/groupidentify', group)).status).toBe(200);
      await eventually(() => {
        const stored = rig.stored.events().slice(before);
        expect(stored.filter((event) => event.event_type === '$identify')).toHaveLength(4);
        expect(stored.find((event) => event.event_type === '$groupidentify')).toMatchObject({
          groups: { org: 'acme' },
        });
      });
    });

    it('say what is missing', async () => {
      expect((await rig.post('/identify', 'api_key=x')).text).toContain('"missing_field":"identification"');
      expect((await rig.post('/identify', '')).text).toContain('Missing request body');
    });
  });

  describe('hostile bodies', () => {
    const nested = (layers: number) => `${'['.repeat(layers)}${']'.repeat(layers)}`;

    it('10,000 layers name the event, a million are no JSON', async () => {
      const event = JSON.stringify({ ...good, deep: '@' });
      const body = (layers: number) => `{"api_key":"${apiKey}","events":[${event.replace('"@"', nested(layers))}]}`;
      expect((await rig.post('/2/httpapi', body(10_000))).text).toBe(
        '{"code":400,"error":"Invalid field values on some events","events_with_invalid_fields":{"deep":[0]}}',
      );
      expect((await rig.post('/batch', body(1_000_000))).text).toBe('{"code":400,"error":"Invalid JSON request body"}');
    });

    it('a million keys: too many in one object, too many in all', async () => {
      const wide = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, n) => [`k${n}`, 0]));
      expect((await rig.post('/batch', upload({ ...good, wide: wide(100_000) }))).text).toContain('{"wide":[0]}');
      expect((await rig.post('/batch', upload({ ...good, wide: wide(1_000_000) }))).status).toBe(413);
    });

    it('a prototype is not polluted and not stored', async () => {
      const body = `{"api_key":"${apiKey}","__proto__":{"polluted":1},"events":[{"event_type":"proto","user_id":"user-1","__proto__":{"polluted":1}}]}`;
      expect((await rig.post('/2/httpapi', body)).status).toBe(200);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      const event = await eventually(() => {
        const found = rig.stored.events().find((stored) => stored.event_type === 'proto');
        if (found === undefined) throw new Error('not there yet');
        return found;
      });
      expect(Object.hasOwn(event, '__proto__')).toBe(false);
    });

    it('no HTTP at all is answered in the same form', async () => {
      const { socket, answer } = rawConnection(rig.service.port);
      socket.write('NONSENSE\r\n\r\n');
      expect(await answer).toMatch(
        /^HTTP\/1\.1 400 Bad Request\r\n[^]*access-control-allow-origin: \*[^]*\{"code":400,"error":"Bad Request"\}$/,
      );
    });
  });
});
