import { type SeenName } from '@kochava-stream/contracts';
import { type Received } from '@kochava-stream/domain/routing';
import { anAmplitudeEvent, anUpload } from '@kochava-stream/testing';
import { SeenNames } from './seen-names.ts';

const minute = 60_000;
let now: number;
let told: SeenName[];
let failing: boolean;
let seen: SeenNames;

beforeEach(() => {
  now = 1_795_437_238_000;
  told = [];
  failing = false;
  seen = new SeenNames({
    now: () => now,
    everyMs: 3_600_000,
    tell: async (names) => {
      if (failing) throw new Error('not now');
      told.push(...names);
    },
  });
});
afterEach(() => seen.close());

const received = (fields: Record<string, unknown> = {}): Received => {
  const event = anAmplitudeEvent(fields);
  return { part: anUpload({ events: [event] }), event, key: undefined };
};
const flushed = async (): Promise<string[]> => {
  told = [];
  await seen.flush();
  return told.map(({ kind, name, type, example }) => [kind, name, type, example].filter(Boolean).join(' '));
};

describe('names that pass by', () => {
  it('are told by kind and type; values only of what many share', async () => {
    seen.note([
      {
        events: [
          received({
            event_type: 'Purchase',
            country: 'Peru',
            idfa: 'SECRET-ID',
            event_properties: { price: 3, tags: ['SECRET'], nested: { a: 1 }, gone: null, ok: true },
            user_properties: { $set: { plan: 'SECRET' }, $unset: { old: '-' }, plain: 'x' },
            groups: { company: 'SECRET' },
          }),
        ],
      },
    ]);
    const names = await flushed();
    expect(names).toEqual(
      expect.arrayContaining([
        'event Purchase event',
        'field country text Peru',
        'field idfa text',
        'field device_id text',
        'event-property price number',
        'event-property tags list',
        'event-property nested object',
        'event-property ok flag',
        'user-property plan text',
        'user-property plain text',
        'group company text',
      ]),
    );
    expect(names.join()).not.toMatch(/SECRET|gone|old|\$|event_properties/);
  });

  it('are told once an hour', async () => {
    seen.note([{ events: [received(), received()] }]);
    expect((await flushed()).filter((name) => name === 'event Purchase event')).toHaveLength(1);
    now += 59 * minute;
    seen.note([{ events: [received()] }]);
    expect(await flushed()).toEqual([]);
    now += minute;
    seen.note([{ events: [received()] }]);
    expect(await flushed()).toContain('event Purchase event');
  });

  it('are told later when they cannot be told', async () => {
    failing = true;
    seen.note([{ events: [received()] }]);
    expect(await flushed()).toEqual([]);
    failing = false;
    seen.note([{ events: [received()] }]);
    expect(await flushed()).toContain('event Purchase event');
  });

  it('are of every event its own, and of no more than ten of a batch the others', async () => {
    const batch = Array.from({ length: 1_000 }, (_, n) =>
      received({ event_type: `E${n}`, event_properties: { [`p${n}`]: 1 } }),
    );
    seen.note(batch.map((event) => ({ events: [event] })));
    const names = await flushed();
    expect(names.filter((name) => name.startsWith('event E'))).toHaveLength(1_000);
    expect(names.filter((name) => name.startsWith('event-property'))).toHaveLength(10);
  });

  it('are bounded, whatever is sent', async () => {
    const names = (from: number) =>
      Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`${from + n}-${'x'.repeat(20)}`, 1]));
    seen.note([{ events: [received({ event_properties: names(0) }), received({ event_properties: names(4_000) })] }]);
    expect((await flushed()).length).toBe(5_000);
    seen.note([{ events: [received({ event_properties: { ['y'.repeat(257)]: 1, '': 1 } })] }]);
    expect(await flushed()).toEqual([]);
  });
});
