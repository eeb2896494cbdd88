import { Module } from '@nestjs/common';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { Health } from './health.ts';
import { createLogger } from './logger.ts';
import { counter } from './metrics/declaration.ts';
import { Metrics } from './metrics/metrics.ts';
import { PortTaken, startService, type ServiceOptions } from './service.ts';

@Module({})
class NothingModule {}

function options(port = 0): ServiceOptions {
  const logger = createLogger({ service: 'probe', level: 'silent' });
  return {
    name: 'probe',
    module: NothingModule,
    host: '127.0.0.1',
    port,
    health: new Health(),
    metrics: new Metrics('probe'),
    logger,
  };
}

describe('startService', () => {
  it('answers health, readiness with its reasons, and metrics', async () => {
    const given = options();
    let problem: string | undefined = 'no connection';
    given.health.check('nats', () => problem);
    given.metrics.counter(counter('things_total', 'Things.', { unit: 'things' })).inc({}, 3);
    const service = await startService(given);
    try {
      expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
      const early = await fetch(`${service.url}/readyz`);
      expect([early.status, await early.json()]).toEqual([
        503,
        { status: 'not ready', checks: { nats: 'no connection' } },
      ]);
      problem = undefined;
      expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
      const text = await (await fetch(`${service.url}/metrics`)).text();
      expect(text).toContain('kochava_stream_things_total{service="probe"} 3');
    } finally {
      await service.close();
    }
    await expect(fetch(`${service.url}/healthz`)).rejects.toThrow();
  });

  it('drains before the server closes and disconnects after it, once', async () => {
    const order: string[] = [];
    const service = await startService({
      ...options(),
      drain: async () => void order.push('drain'),
      close: async () => void order.push('close'),
    });
    await Promise.all([service.close(), service.close()]);
    expect(order).toEqual(['drain', 'close']);
  });

  it('names a taken port and the variable that changes it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(startService(options(port))).rejects.toThrow(PortTaken);
    await expect(startService(options(port))).rejects.toThrow(`port ${port} is taken`);
    other.close();
  });
});
