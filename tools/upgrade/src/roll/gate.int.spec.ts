import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { connect } from 'node:net';
import { Gate } from './gate.ts';

let gate: Gate;
const servers: Server[] = [];

async function serve(name: string, handle?: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer({}, handle ?? ((_request, reply) => void reply.end(name)));
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** Over a connection of its own. */
function get(): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(gate.url, { agent: false }, (reply) => {
      let text = '';
      reply.on('data', (part: Buffer) => (text += part.toString())).once('end', () => resolve(text));
      reply.once('error', reject);
    });
    sent.once('error', reject).end();
  });
}

beforeEach(async () => {
  gate = await Gate.open();
});
afterEach(async () => {
  await gate.close();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

describe('the address of a service', () => {
  it('leads to those that are there, in turn', async () => {
    gate.add(await serve('a'));
    const b = await serve('b');
    gate.add(b);
    expect(new Set([await get(), await get()])).toEqual(new Set(['a', 'b']));
    gate.remove(b);
    expect([await get(), await get()]).toEqual(['a', 'a']);
  });

  it('leads nowhere while nobody is there, or whoever is there does not listen', async () => {
    await expect(get()).rejects.toThrow();
    const gone = await serve('gone');
    servers.at(-1)?.close();
    gate.add(gone);
    await expect(get()).rejects.toThrow();
  });

  it('leaves connections where they are', async () => {
    let release = (): void => undefined;
    const slow = await serve('slow', (_request, reply) => (release = () => reply.end('slow')));
    gate.add(slow);
    const answer = get();
    while (servers[0]?.listening && (await connections(servers[0])) === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    gate.remove(slow);
    gate.add(await serve('next'));
    expect(await get()).toBe('next');
    release();
    expect(await answer).toBe('slow');
  });

  it('passes on that a server breaks a connection', async () => {
    gate.add(await serve('broken', (incoming) => incoming.socket.resetAndDestroy()));
    await expect(get()).rejects.toThrow(/ECONNRESET|socket hang up/);
  });

  it('passes on that a client has ended its side, and what comes after that', async () => {
    gate.add(await serve('half'));
    const client = connect({ port: Number(new URL(gate.url).port), host: '127.0.0.1', allowHalfOpen: true });
    client.end('GET / HTTP/1.0\r\n\r\n');
    let text = '';
    client.on('data', (part: Buffer) => (text += part.toString()));
    await once(client, 'end');
    expect(text).toMatch(/half$/);
    client.destroy();
  });
});

function connections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
}
