import { Controller, ForbiddenException, Get, Inject, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Type, type Static } from '@sinclair/typebox';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { atLeast, roleIn } from '../auth/roles.ts';
import { Answers } from '../http/answers.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { Syncs, type StoredSync } from '../store/syncs.ts';
import { askedRange } from './asked-range.ts';
import { Deliveries } from './deliveries.ts';
import { MetricsSummary } from './delivery-schemas.ts';
import { type Range, type RangeName } from './range.ts';

/** Amplitude's names of our ranges. */
const periods = {
  TEN_MINUTES: '10m',
  ONE_HOUR: '1h',
  FOUR_HOURS: '4h',
  ONE_DAY: '1d',
  ONE_WEEK: '1w',
  TWO_WEEKS: '2w',
} as const satisfies Record<string, RangeName>;
const periodNames = [...(Object.keys(periods) as (keyof typeof periods)[]), 'CUSTOM' as const];

const SummaryQuery = Type.Object({
  sync_id: Type.String({ minLength: 1, maxLength: 200 }),
  time_period: Type.Union(periodNames.map((name) => Type.Literal(name))),
  start: Type.Optional(Type.String({ maxLength: 40, description: 'with CUSTOM: ISO 8601 with its offset, inclusive' })),
  end: Type.Optional(Type.String({ maxLength: 40, description: 'with CUSTOM: exclusive' })),
});
const queryIn = queryCheck(SummaryQuery);

@ApiTags('delivery')
@Controller('api/2/event-streaming')
export class SummaryController {
  constructor(
    @Inject(Syncs) private readonly syncs: Syncs,
    @Inject(Deliveries) private readonly deliveries: Deliveries,
  ) {}

  @ApiOperation({
    summary: "The delivery metrics of a sync, asked for and answered as at Amplitude's API of the same path",
    description: 'The token may also be sent as the password of HTTP Basic authentication, with any user name.',
  })
  @Queried(SummaryQuery)
  @Answers(200, MetricsSummary, 422)
  @Needs('viewer', { of: 'anything' })
  @Get('delivery-metrics-summary')
  async summary(@Query() query: unknown, @Req() request: Authenticated) {
    const asked = queryIn(query);
    const range = rangeIn(asked);
    const metrics = await this.deliveries.metrics(await this.#sync(asked.sync_id, request), range);
    return {
      timePeriod: asked.time_period,
      ...metrics,
      timePeriodStart: timeText(range.start),
      timePeriodEnd: timeText(range.end),
    };
  }

  /** Somebody else's sync and one that does not exist are answered alike. */
  async #sync(id: string, { actor }: Authenticated): Promise<StoredSync> {
    const sync = await this.syncs.get(id);
    if (sync !== undefined && atLeast(roleIn(actor.access, sync.state.project), 'viewer')) return sync;
    throw new ForbiddenException('this needs the role viewer in the project of the sync');
  }
}

function rangeIn({ time_period: period, start, end }: Static<typeof SummaryQuery>): Range {
  const now = Date.now();
  return period === 'CUSTOM'
    ? askedRange({ start: start ?? '', end: end ?? '' }, now)
    : askedRange({ range: periods[period] }, now);
}

/** As Amplitude writes a time: UTC, with microseconds. */
function timeText(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '000');
}
