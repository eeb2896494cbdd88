import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KochavaClient, type KochavaClientOptions } from './kochava-client.ts';

type Behaviour = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

const folder = mkdtempSync(join(tmpdir(), 'kochava-tls-'));
const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A certificate that signs itself, for a name. */
function certificate(name: string): { key: string; cert: string } {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...curve, '-days', '2', ...names, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

const own = certificate('localhost');
const others = certificate('kochava.example');
const success: Behaviour = (request, response) => {
  request.resume();
  request.on('end', () => response.end('{"success":"1"}'));
};

interface Offered {
  readonly identity?: typeof own;
  readonly http1Only?: boolean;
}

async function kochava(behaviour: Behaviour = success, { identity = own, http1Only = false }: Offered = {}) {
  const seen = { connections: 0, versions: [] as string[], bodies: [] as string[] };
  const handle = (request: Http2ServerRequest, response: Http2ServerResponse): void => {
    seen.versions.push(request.httpVersion);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => seen.bodies.push(body));
    behaviour(request, response);
  };
  const server: Server = http1Only
    ? createTlsServer(identity, handle as never)
    : createSecureServer({ ...identity, allowHTTP1: true }, handle);
  const sockets = new Set<{ destroy(): void }>();
  server.on('secureConnection', (socket: { destroy(): void }) => {
    seen.connections += 1;
    sockets.add(socket);
  });
  server.on('sessionError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { seen, sockets, port: (server.address() as AddressInfo).port };
}

function client(port: number, options: Partial<KochavaClientOptions> = {}): KochavaClient {
  const target = { origin: `https://localhost:${port}`, lookup: undefined };
  const made = new KochavaClient({ target, maxConnections: 4, totalMs: 1_000, ca: own.cert, ...options });
  opened.push(() => made.close());
  return made;
}

const request = { path: '/track/json', body: '{"a":"\\/"}', headers: { 'Content-Type': 'application/json' } };

describe('the certificate of Kochava', () => {
  it.each<[string, Offered, Partial<KochavaClientOptions>]>([
    ['that nobody trusted has signed', {}, { ca: others.cert }],
    ['of another name', { identity: others }, { ca: others.cert }],
  ])('%s is refused, and nothing is sent', async (_name, offered, options) => {
    const errors: string[] = [];
    const { port, seen } = await kochava(success, offered);
    const reply = await client(port, { ...options, onFailure: ({ message }) => errors.push(message) }).post(request);
    expect(reply).toEqual({ failure: 'network' });
    expect(errors[0]).toMatch(/certificate|altnames/);
    expect(seen.bodies).toEqual([]);
  });

  it('that is trusted is not', async () => {
    const { port } = await kochava();
    expect(await client(port).post(request)).toEqual({ status: 200, body: '{"success":"1"}', retryAfter: undefined });
  });
});

describe('HTTP/2', () => {
  it('is used where it is offered, with the very body; HTTP/1.1 where it is not', async () => {
    const [two, one] = [await kochava(), await kochava(success, { http1Only: true })];
    expect(await client(two.port).post(request)).toMatchObject({ status: 200, body: '{"success":"1"}' });
    expect(await client(one.port).post(request)).toMatchObject({ status: 200, body: '{"success":"1"}' });
    expect([two.seen.versions, one.seen.versions]).toEqual([['2.0'], ['1.1']]);
    expect([two.seen.bodies, one.seen.bodies]).toEqual([[request.body], [request.body]]);
  });

  it.each([false, true])('keeps connections, and never has more than it may (HTTP/1.1 only: %p)', async (http1Only) => {
    const { port, seen } = await kochava(success, { http1Only });
    const made = client(port, { maxConnections: 3 });
    for (let call = 0; call < 5; call += 1) await made.post(request);
    // A reply is there a moment before its connection is free again.
    expect(seen.connections).toBeLessThanOrEqual(2);
    const replies = await Promise.all(Array.from({ length: 40 }, () => made.post(request)));
    expect(replies.every((reply) => 'status' in reply && reply.status === 200)).toBe(true);
    expect(seen.connections).toBeLessThanOrEqual(3);
  });

  it('hands over status and Retry-After, and follows no redirect', async () => {
    const replies: [number, Record<string, string>][] = [
      [429, { 'Retry-After': '7' }],
      [302, { Location: 'https://localhost:1/' }],
    ];
    const { port, seen } = await kochava((_request, response) => {
      const [status, headers] = replies[seen.versions.length - 1] ?? [500, {}];
      response.writeHead(status, headers).end();
    });
    const made = client(port);
    expect(await made.post(request)).toMatchObject({ status: 429, retryAfter: '7' });
    expect(await made.post(request)).toMatchObject({ status: 302 });
    expect(seen.versions).toHaveLength(2);
  });

  it('cuts a huge body at the cap', async () => {
    const { port } = await kochava((_request, response) => {
      response.on('error', () => undefined);
      response.end(Buffer.alloc(5_000_000, 'a'));
    });
    const reply = (await client(port).post(request)) as { body: string };
    expect(reply.body).toHaveLength(64 * 1024);
  });

  it('ends a call without a reply in time, and the next one goes', async () => {
    let calls = 0;
    const { port } = await kochava((incoming, response) => {
      calls += 1;
      if (calls > 1) success(incoming, response);
    });
    const made = client(port, { maxConnections: 1 });
    const began = performance.now();
    expect(await made.post(request)).toEqual({ failure: 'timeout' });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await made.post(request)).toMatchObject({ status: 200 });
    expect(made.inFlight).toBe(0);
  });

  it.each<[string, Behaviour]>([
    ['a stream that is reset', (_request, response) => response.stream.close(8)],
    ['a connection that breaks', (incoming) => incoming.stream.session?.destroy()],
    [
      'a connection that breaks in the body',
      (incoming, response) => {
        response.writeHead(200);
        response.write('{');
        setTimeout(() => incoming.stream.session?.destroy(), 50);
      },
    ],
    [
      'a GOAWAY',
      (incoming) => {
        incoming.stream.session?.goaway(2);
        setTimeout(() => incoming.stream.session?.destroy(), 20);
      },
    ],
  ])('%s is a failure of that call, and the next one goes', async (_name, behaviour) => {
    let calls = 0;
    const { port } = await kochava((incoming, response) => {
      calls += 1;
      if (calls > 1) success(incoming, response);
      else behaviour(incoming, response);
    });
    const made = client(port, { maxConnections: 1 });
    expect(await made.post(request)).toMatchObject({ failure: expect.stringMatching(/network|timeout/) as string });
    expect(await made.post(request)).toMatchObject({ status: 200 });
    expect(calls).toBe(2);
  });

  it('goes on after a connection was closed politely while idle', async () => {
    const { port, sockets } = await kochava();
    const made = client(port, { maxConnections: 1 });
    for (let call = 0; call < 4; call += 1) {
      expect(await made.post(request)).toMatchObject({ status: 200 });
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
});
