import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { DATABASE, type Database } from '../store/database.ts';
import { Projects } from '../store/projects.ts';
import { Syncs, type StoredSync } from '../store/syncs.ts';
import { askedRange } from './asked-range.ts';
import { Deliveries } from './deliveries.ts';
import { Delivery, DeliverySamples, Overview, RangeQuery, SampleQuery } from './delivery-schemas.ts';
import { loadSamples } from './load-samples.ts';

const rangeIn = queryCheck(RangeQuery);
const samplesIn = queryCheck(SampleQuery);

@ApiTags('delivery')
@Controller('api')
export class DeliveryController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(Projects) private readonly projects: Projects,
    @Inject(Syncs) private readonly syncs: Syncs,
    @Inject(Deliveries) private readonly deliveries: Deliveries,
  ) {}

  @ApiOperation({ summary: "How each of a project's syncs is and why, and what it did in the last 24 hours" })
  @Answers(200, Overview, 404)
  @Needs('viewer')
  @Get('projects/:project/overview')
  async overview(@Param('project') project: string) {
    if ((await this.projects.get(project)) === undefined) throw new Refused(404, 'there is no such project');
    return this.deliveries.overview(project, await this.syncs.ofProject(project));
  }

  @ApiOperation({ summary: 'What became of the events of a sync: steps, series, metrics, errors by class' })
  @Queried(RangeQuery)
  @Answers(200, Delivery, 404, 422)
  @Needs('viewer')
  @Get('syncs/:id/delivery')
  async delivery(@Param('id') id: string, @Query() query: unknown) {
    const range = askedRange(rangeIn(query), Date.now());
    return this.deliveries.page(await this.#sync(id), range);
  }

  @ApiOperation({ summary: 'A few failures as they were: what you sent, what we sent, what Kochava said' })
  @Queried(SampleQuery)
  @Answers(200, DeliverySamples, 404)
  @Needs('viewer')
  @Get('syncs/:id/delivery/samples')
  async samples(@Param('id') id: string, @Query() query: unknown) {
    const of = samplesIn(query);
    await this.#sync(id);
    return { samples: await loadSamples(this.db, id, of) };
  }

  async #sync(id: string): Promise<StoredSync> {
    const sync = await this.syncs.get(id);
    if (sync === undefined) throw new Refused(404, 'there is no such sync');
    return sync;
  }
}
