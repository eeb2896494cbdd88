import { createLogger } from '@kochava-stream/observability';
import { startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { openDatabase, type Database } from './database.ts';
import { WrongVersion } from './errors.ts';
import { appendEvents, eventTable, readEvents, type NewEvent } from './event-store.ts';
import { migrate } from './migrate.ts';

let postgres: TestPostgres;
let db: Database;

beforeAll(async () => {
  postgres = await startTestPostgres();
  const url = await postgres.freshDatabase();
  await migrate({ url, schema: 'config' });
  db = await openDatabase({ url, schema: 'config', logger: createLogger({ service: 'spec', level: 'silent' }) });
  for (const statement of eventTable('story')) await db.execute('make', statement);
}, 120_000);
afterAll(async () => {
  await db.close();
  await postgres.stop();
});

const append = (stream: string, expectedVersion: number, events: NewEvent[]) =>
  db.transaction((tx) =>
    appendEvents(tx, { table: 'story', stream, expectedVersion, events, who: 'ada', at: 1_700_000_000_123 }),
  );
const read = (stream: string) => readEvents(db, { table: 'story', stream });
const created = { type: 'SyncCreated', data: { name: 'Post-install' } };
const renamed = { type: 'SyncRenamed', data: { name: 'a\u0000b \ud800 ü' } };

describe('the event store', () => {
  it('gives back what was appended, in order, with who and when', async () => {
    expect(await append('sync-1', 0, [created, renamed])).toBe(2);
    expect(await append('sync-1', 2, [{ type: 'SyncEnabled', data: null }])).toBe(3);
    const stored = await read('sync-1');
    expect(stored.map(({ position: _position, ...event }) => event)).toEqual([
      { stream: 'sync-1', version: 1, ...created, who: 'ada', at: 1_700_000_000_123 },
      { stream: 'sync-1', version: 2, ...renamed, who: 'ada', at: 1_700_000_000_123 },
      { stream: 'sync-1', version: 3, type: 'SyncEnabled', data: null, who: 'ada', at: 1_700_000_000_123 },
    ]);
    expect(await read('sync-0')).toEqual([]);
  });

  it('refuses an append to another version than the one that was read', async () => {
    await append('sync-2', 0, [created]);
    for (const expected of [0, 2]) {
      await expect(append('sync-2', expected, [renamed])).rejects.toThrow(WrongVersion);
    }
    expect(await read('sync-2')).toHaveLength(1);
  });

  it('lets one of two appends at once win, whole', async () => {
    const attempts = await Promise.allSettled([
      append('sync-3', 0, [created]),
      append('sync-3', 0, [created, renamed, renamed]),
      append('sync-3', 0, [created, renamed]),
    ]);
    const won = attempts.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    const lost = attempts.filter((each) => each.status === 'rejected');
    for (const { reason } of lost) expect(reason).toBeInstanceOf(WrongVersion);
    const [winner] = won;
    expect(await read('sync-3')).toHaveLength(winner?.status === 'fulfilled' ? winner.value : -1);
  });

  it('has nothing to do for no events', async () => {
    expect(await append('sync-4', 7, [])).toBe(7);
  });
});
