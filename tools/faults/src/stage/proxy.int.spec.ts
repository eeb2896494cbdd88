import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { startProxy, type Proxy } from './proxy.ts';

let echo: Server;
let proxy: Proxy;
beforeEach(async () => {
  echo = createServer((socket) => socket.pipe(socket));
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

it('ends a connection whose server is gone', async () => {
  const socket = connect({ port: proxy.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  echo.close();
  const gone = once(socket, 'close');
  await proxy.close();
  await gone;
});
