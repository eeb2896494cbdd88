import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import { KochavaClient, type KochavaClientOptions } from './kochava-client.ts';

type Behaviour = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const opened: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function listening(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function kochava(behaviour: Behaviour): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => behaviour(request, response, Buffer.concat(chunks).toString()));
  });
  const port = await listening(server);
  opened.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return port;
}

async function rawKochava(behaviour: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => behaviour(socket));
  });
  const port = await listening(server);
  opened.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return port;
}

function client(port: number, options: Partial<KochavaClientOptions> = {}): KochavaClient {
  const target = { origin: `http://127.0.0.1:${port}`, lookup: undefined };
  const made = new KochavaClient({ target, maxConnections: 4, totalMs: 400, ...options });
  opened.push(() => made.close());
  return made;
}

const request = { path: '/track/json', body: '{"a":"\\/"}', headers: { 'Content-Type': 'application/json' } };

/** Writes one byte again and again, as long as somebody listens. */
function trickle(socket: Socket | ServerResponse, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 20);
  socket.on('close', () => clearInterval(timer));
}

describe('KochavaClient', () => {
  it('sends exactly the given bytes and headers, and hands over status, body and Retry-After', async () => {
    const seen: unknown[] = [];
    const port = await kochava((incoming, response, body) => {
      seen.push(incoming.method, incoming.url, body, incoming.rawHeaders);
      response.writeHead(503, { 'Retry-After': '7' }).end('{"success":"0"}');
    });
    const headers = { 'Content-Type': 'application/json', 'User-Agent': 'Unknown', 'Kochava-Api-Key': 'k' };
    const reply = await client(port).post({ ...request, headers });
    expect(reply).toEqual({ status: 503, body: '{"success":"0"}', retryAfter: '7' });
    expect(seen).toEqual([
      'POST',
      '/track/json',
      '{"a":"\\/"}',
      [
        ...['host', `127.0.0.1:${port}`, 'connection', 'keep-alive', 'Content-Type', 'application/json'],
        ...['User-Agent', 'Unknown', 'Kochava-Api-Key', 'k', 'content-length', '10'],
      ],
    ]);
  });

  it('does not follow a redirect', async () => {
    let calls = 0;
    const port = await kochava((_request, response) => {
      calls += 1;
      response.writeHead(302, { Location: 'http://169.254.169.254/latest' }).end();
    });
    expect(await client(port).post(request)).toMatchObject({ status: 302 });
    expect(calls).toBe(1);
  });

  it('does not decompress', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, '{'));
    const port = await kochava((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb),
    );
    const before = process.memoryUsage().rss;
    const reply = (await client(port).post(request)) as { status: number; body: string };
    expect(reply.status).toBe(200);
    expect(reply.body.length).toBeLessThan(70_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['a server that never answers', () => undefined],
    ['endless headers', (socket) => (socket.write('HTTP/1.1 200 OK\r\nX: '), trickle(socket, 'a'))],
    ['a body of 1 byte at a time', (socket) => (socket.write('HTTP/1.1 200 OK\r\n\r\n'), trickle(socket, 'a'))],
    ['a body that never ends', (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{')],
  ])('times out on %s', async (_name, behaviour) => {
    const port = await rawKochava(behaviour);
    const started = performance.now();
    expect(await client(port).post(request)).toEqual({ failure: 'timeout' });
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('times out while it waits for a connection, and never sends that request', async () => {
    let received = 0;
    const port = await rawKochava(() => (received += 1));
    const one = client(port, { maxConnections: 1 });
    // Both at one instant: else the first's end may leave the second a moment, in which it is rightly sent.
    const now = jest.spyOn(performance, 'now').mockReturnValue(performance.now());
    const both = [one.post(request), one.post(request)];
    now.mockRestore();
    expect(await Promise.all(both)).toEqual([{ failure: 'timeout' }, { failure: 'timeout' }]);
    expect(received).toBe(1);
    expect(one.inFlight).toBe(0);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['before the reply', (socket) => socket.resetAndDestroy()],
    ['in the body', (socket) => (socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'), socket.destroy())],
    ['with half a head', (socket) => socket.end('HTTP/1.1 20')],
    ['with garbage', (socket) => socket.end('SSH-2.0-OpenSSH\r\n\r\n')],
  ])('a connection that breaks %s is a network failure', async (_name, behaviour) => {
    const errors: Error[] = [];
    const port = await rawKochava(behaviour);
    const reply = await client(port, { onFailure: (error) => errors.push(error) }).post(request);
    expect(reply).toEqual({ failure: 'network' });
    expect(errors).toHaveLength(1);
  });

  it('a reset behind a complete reply does not take the reply back', async () => {
    const port = await rawKochava((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{"success":"1"}', () => socket.resetAndDestroy());
    });
    expect(await client(port).post(request)).toMatchObject({ status: 200, body: '{"success":"1"}' });
  });

  it('nobody listening is a network failure', async () => {
    const server = createTcpServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await client(port).post(request)).toEqual({ failure: 'network' });
  });

  it('cuts a huge body at the cap and the connection with it', async () => {
    let sent = 0;
    let closed: (() => void) | undefined;
    const cut = new Promise<void>((resolve) => (closed = resolve));
    const port = await kochava((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 'a'))) sent += 65_536;
      };
      response.on('drain', more).on('close', () => closed?.());
      more();
    });
    const reply = (await client(port).post(request)) as { status: number; body: string };
    expect(reply.status).toBe(200);
    expect(reply.body).toHaveLength(64 * 1024);
    await cut;
    expect(sent).toBeLessThan(20_000_000);
  });

  it('a refused address is a network failure that names it, and nothing is sent', async () => {
    const port = await kochava((_request, response) => response.end());
    const errors: string[] = [];
    const made = new KochavaClient({
      target: {
        origin: `http://control.kochava.example:${port}`,
        lookup: (_host, _options, callback) => callback(new Error('not a public address'), '', 0),
      },
      maxConnections: 1,
      onFailure: (error) => errors.push(error.message),
    });
    opened.push(() => made.close());
    expect(await made.post(request)).toEqual({ failure: 'network' });
    expect(errors).toEqual(['not a public address']);
  });

  it('a header that HTTP does not allow is a failure, not a crash', async () => {
    const port = await kochava((_request, response) => response.end());
    expect(await client(port).post({ ...request, headers: { 'Kochava-Api-Key': 'a\r\nb' } })).toEqual({
      failure: 'network',
    });
  });

  it('ends what is running when it is closed', async () => {
    const port = await rawKochava(() => undefined);
    const made = client(port, { totalMs: 60_000 });
    const reply = made.post(request);
    await made.close();
    expect(await reply).toEqual({ failure: 'timeout' });
  });
});
