import { type SyncConfig } from '@kochava-stream/contracts';
import { aSync } from '@kochava-stream/testing';
import fc from 'fast-check';
import { type Received } from '@kochava-stream/domain/routing';
import { type Transformed } from './transform.ts';
import { bodies, ends, event, given, identify, links, type World } from './world.spec.ts';

describe('an event', () => {
  it('that is selected becomes the request that Kochava gets', () => {
    const done = given().batch(event());
    expect(bodies(done)).toEqual([
      expect.objectContaining({ action: 'event', kochava_app_id: 'kodemo', kochava_device_id: 'd-1' }),
    ]);
    expect(ends(done)).toEqual(['- received 1', 'sync-1 dispatched 1']);
  });

  it('carries the corrected time', () => {
    const hour = 3_600_000;
    const receivedAt = 1_795_437_240_000;
    const slow = event({ time: receivedAt - hour }, { receivedAt, uploadedAt: receivedAt - hour });
    expect(bodies(given().batch(slow))[0].data.usertime).toBe(receivedAt / 1000);
  });

  it.each([
    ['of an earlier event', {}, 'pro'],
    ['that it brings itself', { user_properties: { plan: 'gold' } }, 'gold'],
    ['that are its own alone', { user_properties: { plan: 'gold' }, $skip_user_properties_sync: true }, 'gold'],
  ])('shows the user properties %s', (_whose, fields, plan) => {
    const sync = aSync({ sendEvents: { properties: { event: [], user: ['plan'] } } });
    const done = given([sync], identify({ user_properties: { $set: { plan: 'pro' } } })).batch(event(fields));
    expect(bodies(done)[0].data.event_data).toEqual({ plan });
  });

  it('takes the last known advertising ids where it has none itself', () => {
    const done = given([aSync()], event({ idfv: 'V-1' })).batch(event({ idfv: undefined, user_id: undefined }));
    expect(bodies(done)[0].data.device_ids).toEqual({ idfv: 'V-1' });
  });

  it.each<[string, SyncConfig[], Received, string[]]>([
    ['filtered by a disabled sync', [aSync({ status: 'disabled' })], event(), ['sync-1 filtered sync-disabled 1']],
    ['not selected', [aSync()], event({ event_type: 'Other' }), ['sync-1 filtered not-selected 1']],
    ['an identify', [aSync()], identify({}), ['sync-1 filtered not-selected 1']],
    ['dropped', [aSync()], event({ ip: undefined }), ['sync-1 dropped no-ip 1']],
    [
      'too large for any message',
      [aSync({ sendEvents: { properties: { event: ['price'], user: [] } } })],
      event({ event_properties: { price: '"'.repeat(300_000) } }),
      ['sync-1 dropped too-large 1'],
    ],
    ['of a project without syncs', [], event(), ['- dropped no-sync 1']],
    [
      'for each sync on its own',
      [aSync(), aSync({ id: 'sync-2', sendEvents: { enabled: false } }), aSync({ id: 'sync-3', project: 'another' })],
      event(),
      ['sync-1 dispatched 1', 'sync-2 filtered send-events-off 1'],
    ],
  ])('%s is counted', (_end, syncs, received, expected) => {
    expect(ends(given(syncs).batch(received))).toEqual(['- received 1', ...expected].sort());
  });
});

describe('a repetition', () => {
  it.each<[string, (world: World, again: Received) => Transformed[]]>([
    ['in the same batch', (world, again) => [world.batch(again, again)]],
    ['in a later batch', (world, again) => [world.batch(again), world.batch(again)]],
  ])('%s is counted and changes nothing', (_where, run) => {
    const again = event({ user_properties: { $add: { visits: 1 } } });
    const world = given();
    const done = run(world, again);
    expect(done.flatMap((each) => bodies(each))).toHaveLength(1);
    expect(done.flatMap(ends).filter((end) => end.includes('duplicate'))).toEqual(['- duplicate 1']);
    expect(JSON.stringify(world.state())).toContain('"visits":1');
  });

  it('is none without an insert_id', () => {
    const bare = event({ insert_id: undefined });
    expect(bodies(given().batch(bare, bare))).toHaveLength(2);
  });
});

const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('an event that makes the code fail', () => {
  it('goes to the dead letters alone, and leaves no trace in the profiles', () => {
    const world = given();
    const poison = event({ event_properties: { price: deep(100_000) }, user_properties: { plan: 'poisoned' } });
    const done = world.batch(event(), poison, event());
    expect(done.poisoned.map(({ received }) => received)).toEqual([poison]);
    expect(bodies(done)).toHaveLength(2);
    expect(ends(done)).toEqual(['- dead poison 1', '- received 3', 'sync-1 dispatched 2']);
    expect(JSON.stringify(world.state())).not.toContain('poisoned');
  });
});

const who = fc.record({
  device_id: fc.constantFrom(undefined, 'd-1', 'd-2'),
  user_id: fc.constantFrom('ann', 'bob', undefined),
});
const anyEvent = fc
  .tuple(
    who,
    fc.record({
      event_type: fc.constantFrom('Purchase', 'Other', '$identify'),
      insert_id: fc.constantFrom('a', 'b', 'c', 'd', 'e', undefined),
      idfv: fc.constantFrom('V-1', 'V-2', undefined),
      ip: fc.constantFrom('203.0.113.7', undefined),
      user_properties: fc.constantFrom({ plan: 'free' }, { $set: { plan: 'pro' } }, { $unset: { plan: '-' } }, {}),
      event_properties: fc.constantFrom<object>({ price: 1 }, { price: 5 }),
    }),
    fc.constantFrom('project-1', 'project-2', 'project-3'),
    fc.nat({ max: 30 }),
  )
  .filter(([ids]) => ids.device_id !== undefined || ids.user_id !== undefined)
  .map(([ids, fields, project, poison]) =>
    event({ ...fields, ...ids, ...(poison === 0 && { event_properties: { price: deep(20_000) } }) }, { project }),
  );
const manySyncs = [
  aSync({ sendEvents: { filters: [{ on: 'event', property: 'price', operator: 'is greater than', values: [2] }] } }),
  aSync({ id: 'sync-2', mappings: { kochava_device_id: 'user_id' } }),
  aSync({ id: 'sync-3', status: 'disabled' }),
  aSync({ id: 'sync-4', project: 'project-2' }),
];

describe('whatever comes', () => {
  it('ends in one counted state per event and sync', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyEvent, { maxLength: 8 }), { maxLength: 4 }), (batches) => {
        const world = given(manySyncs);
        const done = batches.map((events) => world.batch(...events));
        const counts = done.flatMap((each) => each.counts);
        const total = (project: string, sync: string | null, whats: string[]) =>
          counts
            .filter((row) => row.project === project && row.sync === sync && whats.includes(row.what))
            .reduce((sum, { n }) => sum + n, 0);
        const sent = batches.flat();
        for (const project of ['project-1', 'project-2', 'project-3']) {
          const received = total(project, null, ['received']);
          expect(received).toBe(sent.filter(({ part }) => part.project === project).length);
          const syncs: (string | null)[] = manySyncs.filter((sync) => sync.project === project).map(({ id }) => id);
          for (const sync of syncs.length === 0 ? [null] : syncs) {
            const early = total(project, null, ['duplicate', 'dead']);
            expect(received).toBe(early + total(project, sync, ['filtered', 'dropped', 'dispatched']));
            const dispatched = done.flatMap((each) => each.dispatches.get(sync ?? '') ?? []);
            expect(dispatched.length).toBe(total(project, sync, ['dispatched']));
          }
        }
      }),
    );
  });

  it('gives the same requests, links and profiles however it falls into batches', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 20 }), fc.array(fc.nat({ max: 5 })), (events, cuts) => {
        const [whole, parted] = [given(manySyncs), given(manySyncs)];
        const parts: Received[][] = [];
        for (const size of [...cuts, Infinity]) {
          const start = parts.flat().length;
          parts.push(events.slice(start, start + size));
        }
        const one = whole.batch(...events);
        const many = parts.map((part) => parted.batch(...part));
        for (const sync of manySyncs) {
          expect(bodies(one, sync.id)).toEqual(many.flatMap((done) => bodies(done, sync.id)));
        }
        expect(links(one)).toEqual(many.flatMap(links));
        expect(whole.state()).toEqual(parted.state());
      }),
    );
  });
});
