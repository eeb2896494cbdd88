import { judge } from '@kochava-stream/domain/deletion';
import { deviceKey, userKey } from '@kochava-stream/domain/profiles';
import { type Received } from '@kochava-stream/domain/routing';
import { type Forgotten, type Tx } from '@kochava-stream/persistence';

/**
 * Those of the events that belong to somebody who was deleted. Where somebody else is named on the device of a deleted user,
 * the device is theirs from then on.
 */
export async function suppressedAmong(
  tx: Tx,
  forgotten: Forgotten,
  events: readonly Received[],
): Promise<ReadonlySet<Received>> {
  const suppressed = new Set<Received>();
  if (events.length === 0 || (await forgotten.newest(tx)) === 0) return suppressed;
  const marks = await forgotten.among(tx, new Set(events.flatMap(namesOf)));
  const taken: string[] = [];
  for (const received of events) {
    const { device = '', user = '' } = named(received);
    const judged = judge(received.event, marks.get(user), marks.get(device));
    if (judged === 'suppressed') suppressed.add(received);
    if (judged === 'another-owner' && marks.delete(device)) taken.push(device);
  }
  await forgotten.remove(tx, taken);
  return suppressed;
}

function namesOf(received: Received): string[] {
  return Object.values(named(received));
}

function named({ part: { project }, event }: Received): { device?: string; user?: string } {
  return {
    ...(event.device_id !== undefined && { device: deviceKey(project, event.device_id) }),
    ...(event.user_id !== undefined && { user: userKey(project, event.user_id) }),
  };
}
