import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/needs.ts';
import { askedRange } from '../delivery/asked-range.ts';
import { RangeQuery } from '../delivery/delivery-schemas.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { DATABASE, type Database } from '../store/database.ts';
import { Syncs, type StoredSync } from '../store/syncs.ts';
import { cursorOf, cursorText } from './cursor.ts';
import { deviceView, factView, orderView, warningFor } from './device-view.ts';
import { identityPage } from './identity-page.ts';
import { DeviceHistory, DeviceList, DevicesQuery, HistoryQuery, Identity } from './identity-schemas.ts';
import { heldStates, LinksStore } from './links-store.ts';

const checkRange = queryCheck(RangeQuery);
const checkDevices = queryCheck(DevicesQuery);
const checkHistory = queryCheck(HistoryQuery);
const shownOrders = 50;

@ApiTags('identity')
@Controller('api/syncs/:id')
export class IdentityController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(LinksStore) private readonly links: LinksStore,
    @Inject(Syncs) private readonly syncs: Syncs,
  ) {}

  @ApiOperation({ summary: 'Links held, released, accepted and expired over time; what is held now, and for how long' })
  @Queried(RangeQuery)
  @Answers(200, Identity, 404, 422)
  @Needs('viewer')
  @Get('identity')
  async identity(@Param('id') id: string, @Query() query: unknown) {
    const now = Date.now();
    const range = askedRange(checkRange(query), now);
    return await identityPage({ db: this.db, links: this.links, sync: await this.#sync(id), range, now });
  }

  @ApiOperation({ summary: 'Devices by an id; without one, those with a hold, the longest first' })
  @Queried(DevicesQuery)
  @Answers(200, DeviceList, 404)
  @Needs('viewer')
  @Get('devices')
  async devices(@Param('id') id: string, @Query() query: unknown) {
    const { q, state, limit, before } = checkDevices(query);
    await this.#sync(id);
    if (q !== undefined) {
      const found = await this.links.find(id, q.trim());
      const wanted = found.filter((row) => state === undefined || row.state === state);
      return { devices: wanted.slice(0, limit).map(deviceView), next: null };
    }
    const states = state === undefined ? heldStates : [state];
    const rows = await this.links.held(id, states, { after: cursorOf(before), limit: limit + 1 });
    const shown = rows.slice(0, limit);
    return { devices: shown.map(deviceView), next: rows.length > limit ? cursorText(shown.at(-1)) : null };
  }

  @ApiOperation({ summary: 'One device: how it stands, and everything that happened to it, the newest first' })
  @Queried(HistoryQuery)
  @Answers(200, DeviceHistory, 404)
  @Needs('viewer')
  @Get('devices/:device/history')
  async history(@Param('id') id: string, @Param('device') device: string, @Query() query: unknown) {
    const { limit, before } = checkHistory(query);
    await this.#sync(id);
    const row = await this.links.device(id, device);
    if (row === undefined) throw new Refused(404, 'nothing is known of such a device');
    const page = { before: before === undefined ? 2_147_483_647 : Number(before), limit: limit + 1 };
    const [facts, orders] = await Promise.all([
      this.links.facts(id, device, page),
      this.links.commands(id, device, shownOrders),
    ]);
    const shown = facts.slice(0, limit);
    return {
      device: deviceView(row),
      warning: warningFor(row),
      facts: shown.map(factView),
      next: facts.length > limit ? String(shown.at(-1)?.version) : null,
      orders: orders.map(orderView),
    };
  }

  async #sync(id: string): Promise<StoredSync> {
    const sync = await this.syncs.get(id);
    if (sync === undefined) throw new Refused(404, 'there is no such sync');
    return sync;
  }
}
