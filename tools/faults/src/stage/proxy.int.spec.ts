import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { startProxy, type Proxy } from './proxy.ts';

let echo: Server;
let proxy: Proxy;
beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startProxy((echo.address() as AddressInfo).port);
});
afterEach(async () => {
  await proxy.close();
  echo.close();
});

it('passes everything on, later and in order', async () => {
  const socket = connect({ port: proxy.port, host: '127.0.0.1' }).setEncoding('utf8');
  proxy.delay(80);
  socket.write('one ');
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 20));
  proxy.delay(0);
  socket.end('two');
  let heard = '';
  for await (const text of socket) heard += String(text);
  expect(heard).toBe('one two');
  expect(performance.now() - began).toBeGreaterThan(70);
});

it('holds back what is said while it is stalled, and passes it on in order when it is mended', async () => {
  const socket = connect({ port: proxy.port, host: '127.0.0.1' }).setEncoding('utf8');
  await once(socket, 'connect');
  proxy.stall();
  socket.write('one ');
  socket.end('two');
  let heard = '';
  socket.on('data', (text) => (heard += String(text)));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(heard).toBe('');
  proxy.mend();
  await once(socket, 'end');
  expect(heard).toBe('one two');
});

it('breaks connections and refuses new ones until it is mended', async () => {
  const attempt = async (): Promise<string> => {
    const socket = connect({ port: proxy.port, host: '127.0.0.1' });
    socket.on('connect', () => socket.write('hello'));
    return await Promise.race([
      once(socket, 'data').then(() => 'answered'),
      once(socket, 'close').then(() => 'broken'),
    ]).catch(() => 'broken');
  };
  const open = connect({ port: proxy.port, host: '127.0.0.1' }).on('error', () => undefined);
  await once(open, 'connect');
  open.write('hello');
  await once(open, 'data');
  const closed = new Promise((resolve) => open.on('close', resolve));
  proxy.cut();
  await closed;
  expect(await attempt()).toBe('broken');
  proxy.mend();
  expect(await attempt()).toBe('answered');
});

it('ends a connection whose server is gone', async () => {
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  echo.close();
  const gone = once(socket, 'close');
  await proxy.close();
  await gone;
});
