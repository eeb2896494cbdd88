import { Controller, Get, Inject, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { Health } from './health.ts';
import { Metrics } from './metrics/metrics.ts';

/** What the platform asks every service. */
@Controller()
export class OpsController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** The process answers: nothing outside is looked at. */
  @Get('healthz')
  live(): { status: string } {
    return { status: 'ok' };
  }

  /** 200 when everything that the service needs is there, else 503 with the reasons. */
  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const report = this.health.report();
    await reply
      .code(report.ready ? 200 : 503)
      .send({ status: report.ready ? 'ready' : 'not ready', checks: report.checks });
  }

  /** Prometheus text format. */
  @Get('metrics')
  async scrape(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.registry.metrics();
    await reply.header('content-type', this.metrics.registry.contentType).send(text);
  }
}
