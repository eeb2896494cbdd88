import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { deviceIdKinds, type DeviceIds } from '@kochava-stream/contracts';
import { cleanIds, receivedInstall } from '@kochava-stream/kochava';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { LinksStore, type DeviceRow } from '../identity/links-store.ts';
import { Syncs } from '../store/syncs.ts';
import { ConfirmByHand, ConfirmedByHand } from './import-schemas.ts';
import { PublishInstalls } from './publish-installs.ts';

const check = bodyCheck(ConfirmByHand);
const waitMs = 3_000;
const lookMs = 100;

@ApiTags('installs')
@Controller('api/syncs/:id/devices/:device')
export class ConfirmController {
  constructor(
    @Inject(LinksStore) private readonly links: LinksStore,
    @Inject(PublishInstalls) private readonly installs: PublishInstalls,
    @Inject(Syncs) private readonly syncs: Syncs,
  ) {}

  @ApiOperation({ summary: 'Say that Kochava has this device: what is held of it leaves after the settle delay' })
  @ApiBody({ schema: openApiSchema(ConfirmByHand) })
  @Answers(200, ConfirmedByHand, 404, 409, 422)
  @Needs('editor')
  @Post('confirm')
  @HttpCode(200)
  async confirm(
    @Param('id') id: string,
    @Param('device') device: string,
    @Body() body: unknown,
    @Req() request: Authenticated,
  ) {
    const { why, ids: given } = check(body);
    if ((await this.syncs.projectOf(id)) === undefined) throw new Refused(404, 'there is no such sync');
    const row = await this.links.device(id, device);
    if (row === undefined) throw new Refused(404, 'nothing is known of such a device');
    const ids = given === undefined ? idsOf(row) : cleanIds(given);
    if (Object.keys(ids).length === 0) {
      throw new Refused(409, 'no idfa, idfv, adid or android_id is known of the device: say by which Kochava knows it');
    }
    const of = { sync: id, receivedAt: Date.now(), source: 'by-hand' as const, kochavaDeviceId: device, ids };
    const { shard, install } = receivedInstall(of, this.installs.shards);
    await this.installs.tell(shard, [install]);
    const answer = { device, ids, confirmed: await this.#isConfirmed(id, device, ids) };
    audit(request, { before: { confirmedBy: row.confirmed_by }, after: { why, kinds: Object.keys(ids) } });
    return answer;
  }

  /** Waits a moment for the linker. */
  async #isConfirmed(sync: string, device: string, ids: DeviceIds): Promise<boolean> {
    for (const until = performance.now() + waitMs; ;) {
      const row = await this.links.device(sync, device);
      if (deviceIdKinds.every((kind) => ids[kind] === undefined || row?.confirmed?.[kind]?.includes(ids[kind]))) {
        return true;
      }
      if (performance.now() > until) return false;
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  }
}

/** By which it is known now: the newest of each kind. */
function idsOf({ known, confirmed }: Pick<DeviceRow, 'known' | 'confirmed'>): DeviceIds {
  return cleanIds(Object.fromEntries(deviceIdKinds.map((kind) => [kind, (known[kind] ?? confirmed?.[kind])?.at(-1)])));
}
