import { deviceIdKinds, type DeviceIds } from '@kochava-stream/contracts';
import { cleanIds } from '../payload/device-ids.ts';
import { writeJson } from '../payload/json-writer.ts';

/** A link needs a real device id and a non-empty pair; whoever releases one has checked that. */
export class NothingToLink extends Error {
  override readonly name = 'NothingToLink';
}

/**
 * The body for `identityLink.php`: `{kochava_app_id, device_id, data}`, the ids in a fixed order, several names in one
 * call. `properties` are texts as `linkValue` gives them; empty names and values are left out.
 * @throws NothingToLink when no id or no pair is left
 */
export function linkBody(link: {
  readonly appGuid: string;
  readonly ids: DeviceIds;
  readonly properties: Readonly<Record<string, string>>;
}): string {
  const ids = cleanIds(link.ids);
  const pairs = Object.entries(link.properties).filter(([name, value]) => name !== '' && value !== '');
  if (!deviceIdKinds.some((kind) => ids[kind] !== undefined)) throw new NothingToLink('the link has no device id');
  if (pairs.length === 0) throw new NothingToLink('the link has no name with a value');
  return writeJson({ kochava_app_id: link.appGuid, device_id: ids, data: Object.fromEntries(pairs) });
}
