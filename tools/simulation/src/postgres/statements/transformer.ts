import { type Statement } from '../engine.ts';
import { type PostgresFaults } from '../faults.ts';

/** An array as text. */
const listOf = (text: string): string[] => (text === '{}' ? [] : text.slice(1, -1).split(','));

/** The statements of the transformer's stores, by their names. */
export function transformerStatements(faults: PostgresFaults): Record<string, Statement> {
  return {
    'forgotten newest': () => [{ seq: 0 }],
    'take-keys': (view, [keys, times, windowMs]: [string, string, number]) => {
      const receivedAt = listOf(times).map(Number);
      const known: { key: string }[] = [];
      for (const [at, key] of listOf(keys).entries()) {
        view.lock('dedupe', key);
        const before = view.get('dedupe', key)?.['received_at'] as number | undefined;
        const received_at = receivedAt[at] as number;
        if (before !== undefined && before > received_at - windowMs) known.push({ key });
        else view.set('dedupe', key, { key, received_at });
      }
      if (faults.dedupeOutside === true) view.escape();
      return known;
    },
    'forget-keys': (view, [keys]: [string]) => {
      for (const key of listOf(keys)) view.set('dedupe', key, undefined);
      return listOf(keys).length;
    },
    'load-profiles': (view, [keys]: [string]) =>
      listOf(keys).flatMap((key) => {
        const row = view.get('profile', key);
        return row === undefined ? [] : [row];
      }),
    'save-profiles': (view, [keys, versions, bodies]: [string, string, string[]]) => {
      let saved = 0;
      for (const [at, key] of listOf(keys).entries()) {
        const version = Number(listOf(versions)[at]);
        view.lock('profile', key);
        const before = view.get('profile', key);
        if (before !== undefined && before['version'] !== version - 1) continue;
        view.set('profile', key, { key, version, body: bodies[at] });
        saved += 1;
      }
      return saved;
    },
    'take-installs': (view, [keys, sent_at]: [string, number]) =>
      listOf(keys)
        .toSorted()
        .flatMap((key) => (view.insert('install', key, { key, sent_at }) ? [] : [{ key }])),
    'record-progress': (view, [shards, times]: [string, string]) => {
      for (const [at, shard] of listOf(shards).entries()) {
        const received_at = Number(listOf(times)[at]);
        const before = view.get('dedupe_progress', shard)?.['received_at'] as number | undefined;
        if (before === undefined || before < received_at)
          view.set('dedupe_progress', shard, { shard: Number(shard), received_at });
      }
      return listOf(shards).length;
    },
    'count-pages': (view) => [{ pages: Math.ceil(view.rows('dedupe').length / 100) }],
    'read-progress': (view) => {
      const times = view.rows('dedupe_progress').map(([, row]) => Number(row['received_at']));
      return [{ shards: times.length, received_at: times.length === 0 ? null : Math.min(...times) }];
    },
    'delete-pages': (view, [, , before]: [string, string, number]) => {
      const old = view.rows('dedupe').filter(([, row]) => Number(row['received_at']) < before);
      for (const [key] of old) view.set('dedupe', key, undefined);
      return old.length;
    },
  };
}
