import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createLogger, Health } from '@kochava-stream/observability';
import { eventually, startTestNats, type TestNats } from '@kochava-stream/testing';
import { connectNats, NatsClosed, type Nats } from './connect.ts';
import { FsyncNotAlways, verifyFsync } from './verify-fsync.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

let server: TestNats;
let nats: Nats | undefined;
beforeEach(async () => {
  server = await startTestNats();
});
afterEach(async () => {
  await nats?.close();
  await server.stop();
});

describe('connectNats', () => {
  it('is not ready while there is no server, and comes back by itself', async () => {
    const health = new Health();
    nats = await connectNats({ servers: `${server.url}, ${server.url}`, name: 'ingest', logger, health });
    expect(health.report()).toEqual({ ready: true, checks: { nats: 'ok' } });
    let reconnects = 0;
    nats.connection.onReconnect(() => (reconnects += 1));
    await server.kill('SIGKILL');
    await eventually(() => expect(health.report()).toEqual({ ready: false, checks: { nats: 'not connected' } }));
    await server.restart();
    await nats.connection.untilConnected();
    expect([health.report().ready, reconnects]).toEqual([true, 1]);
  }, 40_000);

  it('waits for a server that starts later', async () => {
    await server.kill('SIGKILL');
    const connecting = connectNats({ servers: server.url, name: 'early', logger });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await server.restart();
    nats = await connecting;
    expect(nats.connection.up).toBe(true);
  }, 40_000);

  it('keeps its replies under a prefix of its own', async () => {
    nats = await connectNats({ servers: server.url, name: 'ingest', logger });
    const subjects: string[] = [];
    const listener = await connectNats({ servers: server.url, name: 'listener', logger });
    listener.nc.subscribe('$JS.API.INFO', { callback: (_error, msg) => void subjects.push(msg.reply ?? '') });
    await listener.nc.flush();
    await nats.jsm.getAccountInfo();
    await eventually(() => expect(subjects[0]).toMatch(/^_INBOX_ingest\./));
    await listener.close();
  });

  it('tells when the connection has ended for good, but not when it was closed', async () => {
    const ends: Error[] = [];
    nats = await connectNats({ servers: server.url, name: 'a', logger, onClosed: (error) => ends.push(error) });
    await nats.close();
    const second = await connectNats({ servers: server.url, name: 'b', logger, onClosed: (error) => ends.push(error) });
    await second.nc.close();
    await eventually(() => expect(ends).toEqual([expect.any(NatsClosed)]));
    expect(second.connection.up).toBe(false);
    await second.connection.untilConnected();
    await second.close();
  });

  it('closes at once while there is no server', async () => {
    nats = await connectNats({ servers: server.url, name: 'a', logger });
    await server.kill('SIGKILL');
    await eventually(() => expect(nats?.connection.up).toBe(false));
    const began = Date.now();
    await nats.close();
    expect(Date.now() - began).toBeLessThan(2_000);
    await server.restart();
  });

  it('closes although its server dies meanwhile', async () => {
    const ends: Error[] = [];
    nats = await connectNats({ servers: server.url, name: 'a', logger, onClosed: (error) => ends.push(error) });
    await server.kill('SIGSTOP');
    const closing = nats.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await server.kill('SIGKILL');
    await closing;
    expect([nats.nc.isClosed(), ends]).toEqual([true, []]);
    await server.restart();
  });
});

describe('verifyFsync', () => {
  it('passes a server that fsyncs before every ack', async () => {
    await verifyFsync(server.monitorUrl);
  });

  it('of several servers may be away for a while, but none may be careless', async () => {
    const away = 'http://127.0.0.1:1';
    const careless = createServer((_request, response) => response.end('{"jetstream":{}}')).listen(0, '127.0.0.1');
    await new Promise((resolve) => careless.once('listening', resolve));
    const { port } = careless.address() as AddressInfo;
    await verifyFsync(away, server.monitorUrl);
    await expect(verifyFsync(away, away)).rejects.toThrow(/could not be asked/);
    await expect(verifyFsync(server.monitorUrl, away, `http://127.0.0.1:${port}`)).rejects.toThrow(/sync_interval/);
    careless.close();
  });

  it.each([
    ['{"jetstream":{"config":{"sync_interval":120000000000}}}', /sync_interval: always/],
    ['{"jetstream":{"config":{"sync_always":false}}}', /sync_interval: always/],
    ['{}', /without JetStream/],
    ['<html>', /could not be asked/],
  ])('refuses one that says %s', async (body, message) => {
    const monitor = createServer((_request, response) => response.end(body)).listen(0, '127.0.0.1');
    await new Promise((resolve) => monitor.once('listening', resolve));
    const { port } = monitor.address() as AddressInfo;
    const verified = verifyFsync(`http://127.0.0.1:${port}`);
    await expect(verified).rejects.toThrow(FsyncNotAlways);
    await expect(verified).rejects.toThrow(message);
    monitor.close();
  });

  it('refuses one that does not answer', async () => {
    await expect(verifyFsync('http://127.0.0.1:1')).rejects.toThrow(FsyncNotAlways);
  });
});
