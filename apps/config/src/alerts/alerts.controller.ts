import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Syncs } from '../store/syncs.ts';
import { Alerts as AlertsView, AlertTest, WritableAlerts } from './alert-schemas.ts';
import { Alerts } from './alerts.ts';

const checkAlerts = bodyCheck(WritableAlerts);

@ApiTags('alerts')
@Controller('api/syncs/:id/alerts')
export class AlertsController {
  constructor(
    @Inject(Syncs) private readonly syncs: Syncs,
    @Inject(Alerts) private readonly alerts: Alerts,
  ) {}

  @ApiOperation({ summary: 'What is watched of a sync, what fires now, and what was told lately' })
  @Answers(200, AlertsView, 404)
  @Needs('viewer')
  @Get()
  async get(@Param('id') id: string) {
    await this.#project(id);
    return this.alerts.view(id);
  }

  @ApiOperation({ summary: 'Say what is to be watched, and where it is to be told' })
  @ApiBody({ schema: openApiSchema(WritableAlerts) })
  @Answers(200, AlertsView, 404, 422)
  @Needs('editor')
  @Put()
  async change(@Param('id') id: string, @Body() body: unknown, @Req() request: Authenticated) {
    const given = checkAlerts(body);
    const project = await this.#project(id);
    const { before, after, signingSecret } = await this.alerts.change({ sync: id, project }, given, request.who);
    const audited = (alert: typeof before) => alert && { rules: alert.rules, channel: alert.channel };
    audit(request, { before: audited(before), after: { ...audited(after), newSecret: signingSecret !== undefined } });
    return { ...(await this.alerts.view(id)), ...(signingSecret !== undefined && { signingSecret }) };
  }

  @ApiOperation({ summary: 'Send a notice now, to see whether it arrives' })
  @Answers(200, AlertTest, 404, 409, 429)
  @Needs('editor')
  @Post('test')
  @HttpCode(200)
  async test(@Param('id') id: string) {
    await this.#project(id);
    const posted = await this.alerts.test(id);
    return posted.ok
      ? { delivered: true, status: posted.status, problem: null }
      : { delivered: false, status: null, problem: posted.problem };
  }

  async #project(id: string): Promise<string> {
    const project = await this.syncs.projectOf(id);
    if (project === undefined) throw new Refused(404, 'there is no such sync');
    return project;
  }
}
