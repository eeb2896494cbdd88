import { describe } from './describe.ts';
import { type CommandRow, type DeviceRow, type FactRow } from './links-store.ts';

export function deviceView(row: DeviceRow) {
  return {
    device: row.device,
    confirmation: confirmationOf(row),
    known: row.known,
    hold: holdOf(row),
    inFlight: inFlightOf(row),
    accepted: present(row.accepted).map(([name, { value, at, disputed, untied }]) => {
      return { name, value, at: iso(at), disputed, untied: untied === true };
    }),
    syncVersion: row.sync_version,
  };
}

export function factView({ version, type, data, at }: FactRow) {
  return { version, type, at: iso(at), text: describe({ type, data }), data };
}

export function orderView({ id, type, who, why, asked_at: askedAt, at, result }: CommandRow) {
  return { id, type, who, why, askedAt: iso(askedAt), at: iso(at), result };
}

/** What is to be known before links of a device are released by hand. */
export function warningFor({ confirmed }: Pick<DeviceRow, 'confirmed'>): string | null {
  if (Object.keys(confirmed ?? {}).length > 0) return null;
  return (
    'Kochava is not known to have this device. It takes a link for it and answers 200, but it does not tie it: the values ' +
    'do not show up on the device. When Kochava turns out to have the device, they are sent once more.'
  );
}

function confirmationOf(row: DeviceRow) {
  const { confirmed_by: by, confirmed_at: at, settled_at: settledAt, generation, confirmed: ids } = row;
  if (by === null || at === null || settledAt === null || generation === null) return null;
  return { by, at: iso(at), settledAt: iso(settledAt), generation, ids: ids ?? {} };
}

function holdOf({ state, since, due_at: dueAt, expires_at: expiresAt, properties }: DeviceRow) {
  if (state === null || since === null || expiresAt === null) return null;
  return {
    state,
    since: iso(since),
    dueAt: dueAt === null ? null : iso(dueAt),
    expiresAt: iso(expiresAt),
    values: present(properties ?? {}).map(([name, held]) => ({
      name,
      value: held.value,
      requestedAt: iso(held.requestedAt),
      since: iso(held.since),
      expiresAt: iso(held.expiresAt),
    })),
  };
}

function inFlightOf({ in_flight: inFlight }: DeviceRow) {
  if (inFlight === null) return null;
  const values = Object.entries(inFlight.properties).map(([name, value]) => ({ name, value }));
  return { dispatch: inFlight.dispatchId, values, untied: inFlight.untied === true };
}

function present<T>(of: Readonly<Record<string, T | undefined>>): [string, T][] {
  return Object.entries(of).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
