import { Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { type DeadLetter } from '@kochava-stream/contracts';
import { type Outgoing } from '@kochava-stream/shards';
import { type DeadLink } from './departures.ts';
import { Devices, termsOf, type DevicesOptions } from './devices.ts';

const DeadLinkSchema = Type.Object({
  project: Type.String({ minLength: 1 }),
  syncVersion: Type.Integer({ minimum: 1 }),
  kochavaDeviceId: Type.String({ minLength: 1 }),
  properties: Type.Record(
    Type.String(),
    Type.Object({ value: Type.String({ minLength: 1 }), requestedAt: Type.Integer({ minimum: 0 }) }),
  ),
});
const check = TypeCompiler.Compile(DeadLinkSchema);

/** The dead letter is not a link that the linker gave up. */
export class NotAHeldLink extends Error {
  override readonly name = 'NotAHeldLink';
}

/**
 * Takes expired links back: each is held again as if requested now, except for what something newer has replaced. What is due
 * leaves with this transaction.
 * @throws NotAHeldLink
 */
export async function reopen(letters: readonly DeadLetter[], options: DevicesOptions): Promise<Outgoing[]> {
  const links = letters.map((letter) => ({ sync: letter.sync ?? '', link: linkOf(letter) }));
  const keys = links.map(({ sync, link }) => ({ sync, kochavaDeviceId: link.kochavaDeviceId }));
  const devices = new Devices(options);
  await devices.load(keys);
  for (const { sync, link } of links) {
    const { expireMs } = termsOf(options.syncs.sync(sync));
    const { project, syncVersion, kochavaDeviceId, properties } = link;
    const origin = { project, syncVersion };
    const { now } = options.context;
    devices.tell({ sync, kochavaDeviceId }, { type: 'Reopen', now, origin, properties, expireMs });
  }
  devices.release();
  return await devices.save();
}

function linkOf(letter: DeadLetter): DeadLink {
  if (letter.kind !== 'link' || letter.source !== 'identity-linker' || letter.sync === null) {
    throw new NotAHeldLink(`a dead letter of kind ${letter.kind} from ${letter.source} is no held link`);
  }
  const payload: unknown = JSON.parse(letter.payload);
  if (!check.Check(payload)) throw new NotAHeldLink('the payload of the dead letter is no link');
  return payload;
}
