import { Controller, Get, HttpException, Module, Param } from '@nestjs/common';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { Health } from './health.ts';
import { createLogger } from './logger.ts';
import { counter } from './metrics/declaration.ts';
import { Metrics } from './metrics/metrics.ts';
import { PortTaken, startService, type ServiceOptions } from './service.ts';

@Module({})
class NothingModule {}

@Controller('things')
class ThingsController {
  @Get(':id')
  get(@Param('id') id: string): { id: string } {
    if (id === 'bad') throw new HttpException('no', 503);
    return { id };
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

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

  it('closes at once although somebody has a connection open on which nothing was asked', async () => {
    const service = await startService(options());
    const unused = connect(service.port, '127.0.0.1');
    const gone = once(unused, 'close');
    await once(unused, 'connect');
    await fetch(`${service.url}/healthz`);
    const began = performance.now();
    await service.close();
    await gone;
    expect(performance.now() - began).toBeLessThan(3_000);
  });

  it('counts requests by the template of their route, and those for health and metrics apart', async () => {
    const service = await startService({ ...options(), module: ThingsModule });
    try {
      for (const path of ['/things/1', '/things/2', '/things/bad', '/nowhere/1', '/nowhere/2', '/healthz', '/metrics'])
        await (await fetch(`${service.url}${path}`)).text();
      const lines = (await (await fetch(`${service.url}/metrics`)).text()).split('\n');
      const told = (name: string) => lines.filter((line) => line.startsWith(`kochava_stream_http_${name}{`)).sort();
      expect(told('request_duration_seconds_count')).toEqual(
        [
          'route="/things/:id",method="GET",status="2xx"} 2',
          'route="/things/:id",method="GET",status="5xx"} 1',
          'route="none",method="GET",status="4xx"} 2',
        ].map((series) => `kochava_stream_http_request_duration_seconds_count{service="probe",${series}`),
      );
      expect(told('ops_requests_total')).toEqual([
        'kochava_stream_http_ops_requests_total{route="/healthz",status="2xx",service="probe"} 1',
        'kochava_stream_http_ops_requests_total{route="/metrics",status="2xx",service="probe"} 1',
      ]);
    } finally {
      await service.close();
    }
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
