import { outcomeDeletions, type DeviceIdKind, type LinkDeletion } from '@kochava-stream/contracts';
import { type Forgotten, type Tx } from '@kochava-stream/persistence';
import { outgoing, type Context, type Outgoing } from '@kochava-stream/shards';
import { Departures } from './departures.ts';
import { lockSyncs } from './store/confirmed-ids.ts';
import { carriersOf, deleteDevices, deleteIds, takeDevices, type GoingDevice, type IdOf } from './store/deleting.ts';
import { textOf, type DeviceKey } from './store/rows.ts';
import { markOfDevice, markOfId } from './suppress.ts';

interface Forgetting {
  readonly tx: Tx;
  readonly context: Context;
  readonly forgotten: Forgotten;
}

/**
 * Forgets devices: those that are named, and those that carry one of the ids. They and their facts go, as if there had never
 * been any, so that the log says what the projections say; what was held of them is counted as withdrawn. Marks stay, so that
 * what is still under way brings nothing back.
 */
export async function forgetDevices(deletions: readonly LinkDeletion[], on: Forgetting): Promise<Outgoing[]> {
  const departures = new Departures(on.context);
  const answers: Outgoing[] = [];
  for (const deletion of deletions) answers.push(await forget(deletion, departures, on));
  return [...departures.messages(), ...answers];
}

async function forget(deletion: LinkDeletion, departures: Departures, on: Forgetting): Promise<Outgoing> {
  const { tx, context, forgotten } = on;
  const { job, ask, at, project } = deletion;
  await lockSyncs(tx, new Map([...deletion.devices, ...deletion.ids].map(({ sync }) => [sync, true])));
  const keys = new Map<string, DeviceKey & { always: boolean }>();
  for (const key of await carriersOf(tx, deletion.ids)) keys.set(textOf(key), { ...key, always: false });
  for (const device of deletion.devices) keys.set(textOf(device), device);
  const going = await takeDevices(tx, [...keys.values()]);
  const ids = [...deletion.ids, ...going.flatMap(idsOf)];
  await forgotten.add(tx, [
    ...[...keys.values()].map((key) => ({ name: markOfDevice(key), always: key.always, at })),
    ...ids.map((id) => ({ name: markOfId(id), always: false, at })),
  ]);
  for (const { sync, project: of, held } of going) {
    if (held > 0) departures.count(sync, of ?? project, { what: 'link-withdrawn', reason: 'deleted', n: held });
  }
  const gone = await deleteDevices(tx, [...keys.values()]);
  const counts = await forgotten.counted(tx, `${job}/${ask}`, { ...gone, 'confirmed ids': await deleteIds(tx, ids) });
  const values = [...going.map(({ kochavaDeviceId }) => kochavaDeviceId), ...ids.map(({ value }) => value)];
  return outgoing({
    id: context.newId(),
    contract: outcomeDeletions,
    to: {},
    message: {
      ...{ v: 1, job, ask, by: 'identity-linker', asks: [], counts },
      found: [...new Set(values)].map((value) => ({ value, always: false })),
    },
  });
}

function idsOf({ sync, ids }: GoingDevice): IdOf[] {
  return Object.entries(ids).flatMap(([kind, values]) =>
    values.map((value) => ({ sync, kind: kind as DeviceIdKind, value })),
  );
}
