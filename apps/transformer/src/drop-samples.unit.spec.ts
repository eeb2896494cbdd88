import { type Sample } from '@kochava-stream/contracts';
import { aSync } from '@kochava-stream/testing';
import { DropSamples } from './drop-samples.ts';
import { event, given } from './transform/world.spec.ts';

const noAddress = { ip: undefined };

function noting(tell: (samples: readonly Sample[]) => Promise<void> = () => Promise.resolve()) {
  const told: Sample[] = [];
  const clock = { now: 1_000 };
  const samples = new DropSamples({
    now: () => clock.now,
    tell: async (some) => {
      await tell(some);
      told.push(...some);
    },
  });
  return { told, clock, samples };
}

describe('events that cannot be sent', () => {
  it('are told apart by sync and reason, the first of each in a batch', () => {
    const world = given([aSync(), aSync({ id: 'other' })]);
    const { drops } = world.batch(event(noAddress), event(noAddress), event({ ip: 'nowhere' }), event());
    expect(drops.map(({ sync, reason }) => `${sync.id} ${reason}`).sort()).toEqual([
      'other invalid-ip',
      'other no-ip',
      'sync-1 invalid-ip',
      'sync-1 no-ip',
    ]);
  });

  it('are shown at most once a minute of each kind, with their place', async () => {
    const { told, clock, samples } = noting();
    const received = { ...event(noAddress), place: { seq: 7, index: 2 } };
    const { drops } = given().batch(received);
    for (const now of [1_000, 60_000, 61_000]) {
      clock.now = now;
      samples.note(drops);
    }
    await Promise.resolve();
    expect(told.map(({ at }) => at)).toEqual([1_000, 61_000]);
    expect(told[0]).toMatchObject({
      ...{ sync: 'sync-1', class: 'no-ip', attempts: 0, request: null, reply: null, received: { seq: 7, index: 2 } },
      insertId: received.event.insert_id,
      acceptedAt: received.part.receivedAt,
    });
  });

  it('that are too large say what to deselect, without its value', async () => {
    const sync = aSync({ sendEvents: { properties: { event: ['receipt'], user: [] } } });
    const { told, samples } = noting();
    samples.note(given([sync]).batch(event({ event_properties: { receipt: 'x'.repeat(950_000) } })).drops);
    await Promise.resolve();
    expect(told).toMatchObject([{ class: 'too-large', request: null }]);
    expect(told[0]?.detail).toContain('Deselect the largest: event property "receipt" (950,013 bytes).');
    expect(told[0]?.detail).not.toContain('xx');
  });

  it('that could not be stored are shown with the next one', async () => {
    const { told, samples } = noting(() =>
      told.length === 0 && first() ? Promise.reject(new Error('no')) : Promise.resolve(),
    );
    let calls = 0;
    const first = () => (calls += 1) === 1;
    const { drops } = given().batch(event(noAddress));
    samples.note(drops);
    await new Promise((resolve) => setImmediate(resolve));
    samples.note(drops);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toHaveLength(1);
  });
});
