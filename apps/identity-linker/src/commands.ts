import { type LinkCommand } from '@kochava-stream/contracts';
import { notReleased, type NotReleased } from '@kochava-stream/domain/identity';
import { type Tx } from '@kochava-stream/persistence';
import { sends, termsOf, type Devices, type Syncs } from './devices.ts';
import { type Fact } from './facts.ts';

/** What came of a command. `nothing-newer`: everything that was to be held again has been replaced since. */
export type CommandResult = 'done' | NotReleased | 'unknown-sync' | 'sync-off' | 'not-selected' | 'replaced';

interface Obeying {
  readonly tx: Tx;
  readonly devices: Devices;
  readonly syncs: Syncs;
  readonly now: number;
}

/** Results are kept for so long; what happened to the device is in its log for ever. */
const keptMs = 90 * 86_400_000;

/** The commands among the facts that were not obeyed before: one may come twice. */
export async function unheard(tx: Tx, facts: readonly Fact[]): Promise<LinkCommand[]> {
  const commands = new Map(facts.flatMap((fact) => (fact.type === 'command' ? [[fact.command.id, fact.command]] : [])));
  if (commands.size === 0) return [];
  const heard = await tx.query<{ id: string }>('commands heard', 'SELECT id FROM command WHERE id = ANY ($1::text[])', [
    [...commands.keys()],
  ]);
  for (const { id } of heard) commands.delete(id);
  return [...commands.values()];
}

/** Does what is asked as far as the rules allow it, and says what came of it. The devices are loaded. */
export async function obeyAll(commands: readonly LinkCommand[], on: Obeying): Promise<void> {
  if (commands.length === 0) return;
  const results = commands.map((command) => obey(command, on));
  const column = (of: (command: LinkCommand) => unknown) => commands.map(of);
  await on.tx.execute(
    'record commands',
    `INSERT INTO command (id, sync, kochava_device_id, type, who, why, asked_at, at, result)
     SELECT id, sync, device, type, who, why, asked_at, $8, result
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $9::text[])
       AS c (id, sync, device, type, who, why, asked_at, result)`,
    [
      column(({ id }) => id),
      column(({ sync }) => sync),
      column(({ kochavaDeviceId }) => kochavaDeviceId),
      column(({ order }) => order.type),
      column(({ who }) => who),
      column(({ why }) => why),
      column(({ at }) => at),
      on.now,
      results,
    ],
  );
  await on.tx.execute('forget commands', 'DELETE FROM command WHERE at < $1', [on.now - keptMs]);
}

function obey(command: LinkCommand, on: Obeying): CommandResult {
  const { order } = command;
  return order.type === 'release' ? release(command, on) : reopen(command, order, on);
}

function release({ sync: id, kochavaDeviceId, who, why }: LinkCommand, on: Obeying): CommandResult {
  const { devices, syncs, now } = on;
  const key = { sync: id, kochavaDeviceId };
  const sync = syncs.sync(id);
  if (sync === undefined) return 'unknown-sync';
  if (!sends(sync)) return 'sync-off';
  const refused = notReleased(devices.now(key));
  if (refused !== undefined) return refused;
  const dispatchId = devices.departures.nextId(id);
  const { properties: selected, emails } = sync.sendUsers;
  devices.tell(key, { type: 'ReleaseByHand', now, dispatchId, selected, emails, byHand: { who, why } });
  return devices.now(key).inFlight?.dispatchId === dispatchId ? 'done' : 'not-selected';
}

/** Held again as if requested now, except for what something newer has replaced. What is due leaves with this transaction. */
function reopen(
  { project, sync, kochavaDeviceId, who, why }: LinkCommand,
  { syncVersion, properties }: LinkCommand['order'] & { type: 'reopen' },
  { devices, syncs, now }: Obeying,
): CommandResult {
  const key = { sync, kochavaDeviceId };
  const { expireMs } = termsOf(syncs.sync(sync));
  const before = devices.now(key);
  const origin = { project, syncVersion };
  devices.tell(key, { type: 'Reopen', now, origin, properties, expireMs, byHand: { who, why } });
  return devices.now(key) === before ? 'replaced' : 'done';
}
