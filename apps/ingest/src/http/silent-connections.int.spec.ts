import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { eventually } from '@kochava-stream/testing';
import { keepSilentConnectionsFew } from './silent-connections.ts';

const server = createServer((_request, response) => void response.end('here'));
const opened: Socket[] = [];

beforeAll(async () => {
  keepSilentConnectionsFew(server, 3);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  for (const socket of opened) socket.destroy();
  server.close();
});

/** A connection that the server has taken. */
async function connected(): Promise<{ socket: Socket; ask: () => Promise<string> }> {
  const taken = new Promise((resolve) => server.once('connection', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  socket.on('error', () => undefined);
  opened.push(socket);
  await taken;
  const ask = (): Promise<string> =>
    new Promise((resolve) => {
      socket.once('data', resolve);
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    });
  return { socket, ask };
}

it('the one that has been silent longest is cut for a new one; those that have asked are left alone', async () => {
  const busy = await connected();
  expect(await busy.ask()).toContain('200 OK');
  const silent = [await connected(), await connected(), await connected()];
  const newest = await connected();
  await eventually(() => expect(silent[0]?.socket.closed).toBe(true));
  for (const { ask } of [busy, ...silent.slice(1), newest]) expect(await ask()).toContain('200 OK');
});

it('one that was closed makes room', async () => {
  const gone = await connected();
  const [second, third] = [await connected(), await connected()];
  gone.socket.destroy();
  await eventually(
    () =>
      new Promise<void>((resolve, reject) =>
        server.getConnections((_error, count) => (count <= 6 ? resolve() : reject(new Error(`${count}`)))),
      ),
  );
  const fourth = await connected();
  for (const { ask } of [second, third, fourth]) expect(await ask()).toContain('200 OK');
});
