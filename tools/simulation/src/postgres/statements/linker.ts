import { duplicateKey, type Row, type Statement } from '../engine.ts';
import { type PostgresFaults } from '../faults.ts';
import { type View } from '../view.ts';

const deviceKey = (sync: unknown, device: unknown): string => `${String(sync)} ${String(device)}`;
const rowsIn = (json: string): Row[] => JSON.parse(json) as Row[];

/** The statements of the linker's stores of devices and holds, by their names. */
export function linkerStatements(faults: PostgresFaults): Record<string, Statement> {
  const written = (row: Row): Row => (faults.noSettle === true ? { ...row, settled_at: row['confirmed_at'] } : row);
  return {
    'load devices': (view, [syncs, devices]: [string[], string[]]) =>
      syncs.flatMap((sync, at) => {
        const key = deviceKey(sync, devices[at]);
        const device = view.get('device', key);
        return device === undefined ? [] : [{ ...device, held: view.get('hold', key)?.['properties'] ?? null }];
      }),
    'insert devices': (view, [json]: [string]) =>
      rowsIn(json).filter((row) =>
        view.insert('device', deviceKey(row['sync'], row['kochava_device_id']), written(row)),
      ).length,
    'update devices': (view, [json, syncs, devices, versions]: [string, string[], string[], number[]]) => {
      const was = new Map(syncs.map((sync, at) => [deviceKey(sync, devices[at]), versions[at]]));
      let updated = 0;
      for (const row of rowsIn(json)) {
        const key = deviceKey(row['sync'], row['kochava_device_id']);
        const before = view.get('device', key);
        if (before === undefined || before['version'] !== was.get(key)) continue;
        view.set('device', key, written(row));
        updated += 1;
      }
      return updated;
    },
    'append facts': (
      view,
      [syncs, devices, versions, types, data, times]: [string[], string[], number[], string[], string[], number[]],
    ) => {
      for (const [at, sync] of syncs.entries()) {
        const fact = {
          sync,
          kochava_device_id: devices[at],
          version: versions[at],
          type: types[at],
          data: data[at],
          at: times[at],
        };
        if (
          !view.insert('event', `${deviceKey(sync, devices[at])} ${String(versions[at])}`, {
            ...fact,
            seq: view.next('event'),
          })
        )
          throw duplicateKey('event');
      }
      return syncs.length;
    },
    'save holds': (view, [json]: [string]) => {
      const rows = rowsIn(json);
      for (const row of rows) view.set('hold', deviceKey(row['sync'], row['kochava_device_id']), row);
      return rows.length;
    },
    'end holds': (view, [syncs, devices]: [string[], string[]]) => {
      for (const [at, sync] of syncs.entries()) view.set('hold', deviceKey(sync, devices[at]), undefined);
      return syncs.length;
    },
    'save aliases': (view, [syncs, kinds, values, devices]: [string[], string[], string[], string[]]) =>
      syncs.filter((sync, at) => {
        const alias = { sync, kind: kinds[at], value: values[at], kochava_device_id: devices[at] };
        return view.insert('device_alias', Object.values(alias).join(' '), alias);
      }).length,
    'due holds': (view, [syncs, shards, now, limit, rooms]: [string[], number[], number, number, number[]]) => {
      const holds = view
        .rows('hold')
        .map(([, row]) => row)
        .filter((row) => shards.includes(Number(row['shard'])));
      return [...due(holds, { syncs, rooms, now, limit }), ...expired(holds, now, limit)].map(nameOf);
    },
    'count confirmations': (
      view,
      [syncs, sources, shards, counts, at]: [string[], string[], number[], number[], number],
    ) => {
      for (const [index, sync] of syncs.entries())
        count(view, { sync, source: sources[index], shard: shards[index] }, { n: counts[index] as number, at });
      return syncs.length;
    },
  };
}

function due(holds: readonly Row[], of: { syncs: string[]; rooms: number[]; now: number; limit: number }): Row[] {
  const byShard = (rows: readonly Row[]) => [...Map.groupBy(rows, (row) => row['shard']).values()];
  return of.syncs
    .flatMap((sync, at) => {
      const ready = holds.filter(
        (row) => row['sync'] === sync && row['due_at'] !== null && Number(row['due_at']) <= of.now,
      );
      return byShard(ready).flatMap((rows) => sorted(rows, 'due_at').slice(0, of.rooms[at]));
    })
    .toSorted((a, b) => Number(a['due_at']) - Number(b['due_at']))
    .slice(0, of.limit);
}

function expired(holds: readonly Row[], now: number, limit: number): Row[] {
  return sorted(
    holds.filter((row) => Number(row['expires_at']) <= now),
    'expires_at',
  ).slice(0, limit);
}

function sorted(rows: readonly Row[], by: string): Row[] {
  return rows.toSorted((a, b) => Number(a[by]) - Number(b[by]));
}

function nameOf(row: Row): Row {
  return { sync: row['sync'], kochavaDeviceId: row['kochava_device_id'] };
}

function count(
  view: View,
  of: { sync: string; source: unknown; shard: unknown },
  { n, at }: { n: number; at: number },
): void {
  const key = Object.values(of).join(' ');
  view.lock('confirmation_count', key);
  const before = view.get('confirmation_count', key);
  const last_at = Math.max(at, Number(before?.['last_at'] ?? 0));
  view.set('confirmation_count', key, { ...of, n: n + Number(before?.['n'] ?? 0), last_at });
}
