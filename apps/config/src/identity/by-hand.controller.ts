import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { LinkLetters } from '../dead-letters/link-letters.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Syncs } from '../store/syncs.ts';
import { warningFor } from './device-view.ts';
import { ByHand, Ordered } from './identity-schemas.ts';
import { LinksStore, type DeviceRow } from './links-store.ts';
import { Orders } from './orders.ts';

const checkByHand = bodyCheck(ByHand);

@ApiTags('identity')
@Controller('api/syncs/:id/devices/:device')
export class ByHandController {
  constructor(
    @Inject(LinksStore) private readonly links: LinksStore,
    @Inject(LinkLetters) private readonly letters: LinkLetters,
    @Inject(Orders) private readonly orders: Orders,
    @Inject(Syncs) private readonly syncs: Syncs,
  ) {}

  @ApiOperation({
    summary: 'Send what is held of a device now, whether or not Kochava is known to have it: see the warning',
  })
  @ApiBody({ schema: openApiSchema(ByHand) })
  @Answers(200, Ordered, 404, 409, 422)
  @Needs('editor')
  @Post('release')
  @HttpCode(200)
  async release(
    @Param('id') id: string,
    @Param('device') device: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
  ) {
    const { why } = checkByHand(body);
    const { row, project } = await this.#device(id, device);
    if (row.state === null) throw new Refused(409, 'nothing is held of this device');
    const order = { type: 'release' as const };
    const of = { project, sync: id, kochavaDeviceId: device, who: request.who, why, order };
    const answer = { orders: await this.orders.give([of], Date.now()), warning: warningFor(row) };
    audit(request, { before: { hold: row.state, values: Object.keys(row.properties ?? {}) }, after: answer });
    return answer;
  }

  @ApiOperation({
    summary: 'Hold again what expired or was refused of a device, as far as nothing newer has replaced it',
  })
  @ApiBody({ schema: openApiSchema(ByHand) })
  @Answers(200, Ordered, 404, 409, 422)
  @Needs('editor')
  @Post('reopen')
  @HttpCode(200)
  async reopen(
    @Param('id') id: string,
    @Param('device') device: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
  ) {
    const { why } = checkByHand(body);
    const { row } = await this.#device(id, device);
    const letters = await this.letters.of(id, device);
    if (letters.length === 0) throw new Refused(409, 'no link of this device is among the dead letters');
    const { who } = request;
    const orders = letters.map(({ link: { sync, project, kochavaDeviceId, syncVersion, properties } }) => {
      return { project, sync, kochavaDeviceId, who, why, order: { type: 'reopen' as const, syncVersion, properties } };
    });
    // The linker first: what is told twice changes nothing there, and a letter that was not told must stay.
    const answer = { orders: await this.orders.give(orders, Date.now()), warning: warningFor(row) };
    await this.letters.settle(letters);
    audit(request, { before: { letters: letters.length }, after: answer });
    return answer;
  }

  async #device(id: string, device: string): Promise<{ row: DeviceRow; project: string }> {
    const project = await this.syncs.projectOf(id);
    if (project === undefined) throw new Refused(404, 'there is no such sync');
    const row = await this.links.device(id, device);
    if (row === undefined) throw new Refused(404, 'nothing is known of such a device');
    return { row, project };
  }
}
