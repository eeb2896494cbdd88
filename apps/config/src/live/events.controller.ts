import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/needs.ts';
import { timeIn } from '../delivery/asked-range.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { Projects } from '../store/projects.ts';
import { Syncs } from '../store/syncs.ts';
import { EventSearch } from './event-search.ts';
import { type FoundEvent } from './found-event.ts';
import { EventList, EventsQuery, Way, WayQuery } from './live-schemas.ts';
import { eventView, wayView } from './live-view.ts';
import { EventWays } from './way.ts';

const checkEvents = queryCheck(EventsQuery);
const checkWay = queryCheck(WayQuery);

@ApiTags('live')
@Controller('api/projects/:project/events')
export class EventsController {
  constructor(
    @Inject(EventSearch) private readonly search: EventSearch,
    @Inject(EventWays) private readonly ways: EventWays,
    @Inject(Projects) private readonly projects: Projects,
    @Inject(Syncs) private readonly syncs: Syncs,
  ) {}

  @ApiOperation({ summary: 'Events of the last 96 hours by device, user, name or insert_id; the newest first' })
  @Queried(EventsQuery)
  @Answers(200, EventList, 404, 422)
  @Needs('viewer')
  @Get()
  async find(@Param('project') project: string, @Query() query: unknown) {
    const { from, to, limit, before, ...wanted } = checkEvents(query);
    await this.#expect(project);
    const { events, bytes, reached, next } = await this.search.find({
      project,
      wanted,
      limit,
      from: from === undefined ? undefined : timeIn('from', from),
      to: to === undefined ? undefined : timeIn('to', to),
      before: before === undefined ? undefined : Number(before),
    });
    return {
      events: events.map(eventView),
      next: next === undefined ? null : String(next),
      reached: reached === undefined ? null : new Date(reached).toISOString(),
      bytes,
    };
  }

  @ApiOperation({
    summary: "One event's whole way: when it came, what was made of it for each sync, what Kochava said",
  })
  @Queried(WayQuery)
  @Answers(200, Way, 404)
  @Needs('viewer')
  @Get(':insertId/way')
  async way(@Param('project') project: string, @Param('insertId') insertId: string, @Query() query: unknown) {
    const { place } = checkWay(query);
    await this.#expect(project);
    const found = await this.#found(project, insertId, place);
    if (found === undefined) throw new Refused(404, 'no event with this insert_id was found in what is still stored');
    const syncs = (await this.syncs.ofProject(project)).map(({ state }) => state);
    const way = await this.ways.of(found, syncs, Date.now());
    return wayView(found, way.syncs, way.complete);
  }

  /** Of several with the same insert_id the one that came first: the others are repetitions. */
  async #found(project: string, insertId: string, place: string | undefined): Promise<FoundEvent | undefined> {
    const [seq, index] = place?.split('.').map(Number) ?? [];
    const before = seq === undefined ? undefined : seq + 1;
    const { events } = await this.search.find({
      project,
      wanted: { insertId },
      limit: seq === undefined ? 10 : 1,
      before,
    });
    return events.find((event) => event.seq === seq && event.index === index) ?? events.at(-1);
  }

  async #expect(project: string): Promise<void> {
    if ((await this.projects.get(project)) === undefined) throw new Refused(404, 'there is no such project');
  }
}
