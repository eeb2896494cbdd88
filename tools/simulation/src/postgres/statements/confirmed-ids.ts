import { type Row, type Statement } from '../engine.ts';
import { type View } from '../view.ts';

const idKey = (...parts: readonly unknown[]): string => parts.map(String).join(' ');

type Ids = [syncs: string[], kinds: string[], values: string[]];

function idsIn([syncs, kinds, values]: readonly unknown[]): { sync: string; kind: string; value: string }[] {
  const [k, v] = [kinds as string[], values as string[]];
  return (syncs as string[]).map((sync, at) => ({ sync, kind: k[at] as string, value: v[at] as string }));
}

/** The statements of `confirmed-ids.ts`, by their names. */
export const confirmedIdStatements: Record<string, Statement> = {
  'lock syncs': (view, [, syncs, exclusive]: [number, string[], boolean[]]) => {
    const wanted = syncs
      .map((sync, at) => [sync, exclusive[at] === true] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [sync, alone] of wanted) view.advise(`sync ${sync}`, !alone);
    return wanted.map(() => ({}));
  },
  'confirmed when': (view, values: Ids) =>
    idsIn(values).flatMap((id) => {
      const row = view.get('confirmed_id', idKey(id.sync, id.kind, id.value));
      return row === undefined ? [] : [{ ...id, at: row['at'] }];
    }),
  'record confirmed ids': (view, values: [...Ids, string[], boolean[], number]) => {
    const [, , , by, claimed, at] = values;
    const ids = idsIn(values);
    for (const [index, id] of ids.entries()) {
      const row = { ...id, confirmed_by: by[index], at, claimed: claimed[index] === true ? true : null };
      view.set('confirmed_id', idKey(id.sync, id.kind, id.value), row);
      logged(view, { ...id, type: 'IdConfirmed', at });
    }
    return ids.length;
  },
  'devices with ids': (view, values: Ids) => {
    const ids = idsIn(values);
    const aliases = view.rows('device_alias').map(([, row]) => row);
    const named = ids.flatMap((id, index) =>
      aliases
        .filter((row) => isSame(row, id))
        .flatMap((row) => {
          const device = view.get('device', idKey(id.sync, row['kochava_device_id']));
          if (device === undefined) return [];
          return [
            { n: index + 1, kochava_device_id: row['kochava_device_id'], confirmed: device['confirmed_at'] !== null },
          ];
        }),
    );
    const devices = view.rows('device').map(([, row]) => row);
    const present = ids.flatMap((id, index) => {
      const device = devices.find((row) => row['sync'] === id.sync && newestOf(row, id.kind) === id.value);
      return device === undefined
        ? []
        : [{ n: index + 1, kochava_device_id: device['kochava_device_id'], confirmed: true }];
    });
    return [...named, ...present];
  },
  'claim ids': (view, values: [...Ids, number]) =>
    idsIn(values).flatMap((id) => {
      const key = idKey(id.sync, id.kind, id.value);
      const row = view.get('confirmed_id', key);
      if (row === undefined || row['claimed'] === true) return [];
      view.set('confirmed_id', key, { ...row, claimed: true });
      logged(view, { ...id, type: 'IdClaimed', at: values[3] });
      return [{ ...id, by: row['confirmed_by'] }];
    }),
};

function isSame(row: Row, { sync, kind, value }: { sync: string; kind: string; value: string }): boolean {
  return row['sync'] === sync && row['kind'] === kind && row['value'] === value;
}

function newestOf(device: Row, kind: string): unknown {
  const confirmed = device['confirmed'] as Record<string, string[]> | null;
  return confirmed?.[kind]?.at(-1);
}

function logged(view: View, fact: Row): void {
  const seq = view.next('event');
  view.set('event', `id ${seq}`, { ...fact, seq, kochava_device_id: null, version: 1 });
}
