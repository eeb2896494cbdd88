import fc from 'fast-check';
import {
  changedProperties,
  maxKnownDevices,
  observe,
  personBehind,
  type DeviceProfile,
  type Observation,
  type Sighting,
  type UserProfile,
} from './index.ts';

const sighting = (said: Partial<Sighting>): Sighting => ({
  project: 'p1',
  device: undefined,
  user: undefined,
  ids: {},
  withdrawnIds: [],
  userProperties: undefined,
  keepProperties: true,
  ...said,
});

/** The profiles of one project, as a service would keep them between events. */
class World {
  readonly devices = new Map<string, DeviceProfile>();
  readonly users = new Map<string, UserProfile>();

  see(said: Partial<Sighting>): Observation {
    const seen = sighting(said);
    const device = said.device === undefined ? undefined : this.devices.get(said.device);
    const user = personBehind(seen, device);
    const moved = device?.user !== undefined && device.user !== null && device.user !== user;
    const observation = observe(seen, {
      device,
      user: user === null ? undefined : this.users.get(user),
      previous: moved ? this.users.get(device.user as string) : undefined,
    });
    if (observation.device !== undefined) this.devices.set(observation.device.device, observation.device);
    for (const profile of [observation.user, observation.previous]) {
      if (profile !== undefined) this.users.set(profile.user, profile);
    }
    return observation;
  }

  devicesOf(user: string): string[] {
    return (this.users.get(user)?.devices ?? []).map((known) => known.device);
  }
}

const given = (...before: Partial<Sighting>[]) => {
  const world = new World();
  for (const said of before) world.see(said);
  return { world, when: (said: Partial<Sighting>) => world.see(said) };
};
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a device that nobody is known on', () => {
  it('keeps its own properties', () => {
    const { world, when } = given({ device: 'd1', userProperties: { plan: 'free' } });
    const now = when({ device: 'd1', userProperties: { $add: { visits: 1 } } });
    expect(plain(now.after)).toEqual({ plan: 'free', visits: 1 });
    expect(plain(now.before)).toEqual({ plan: 'free' });
    expect(world.devices.get('d1')?.user).toBeNull();
    expect(world.users.size).toBe(0);
  });

  it('is not stored while there is nothing to remember', () => {
    const now = given().when({ device: 'd1' });
    expect([now.device, now.user, now.joined]).toEqual([undefined, undefined, false]);
  });

  it('hands its properties to the first user, whose own values win', () => {
    const { world, when } = given(
      { user: 'ann', userProperties: { plan: 'pro' } },
      { device: 'd1', userProperties: { plan: 'free', colour: 'red' } },
    );
    const now = when({ device: 'd1', user: 'ann' });
    expect(now.joined).toBe(true);
    expect(plain(now.before)).toEqual({ plan: 'pro' });
    expect(plain(now.left)).toEqual({ plan: 'free', colour: 'red' });
    expect(plain(now.after)).toEqual({ plan: 'pro', colour: 'red' });
    expect(plain(world.devices.get('d1')?.properties)).toEqual({});
    expect(world.devicesOf('ann')).toEqual(['d1']);
  });
});

describe('a device with a user', () => {
  it('speaks for the user when an event does not name him', () => {
    const { world, when } = given({ device: 'd1', user: 'ann' });
    when({ device: 'd1', userProperties: { plan: 'pro' } });
    expect(plain(world.users.get('ann')?.properties)).toEqual({ plan: 'pro' });
    expect(plain(world.devices.get('d1')?.properties)).toEqual({});
  });

  it('moves to another user with nothing of the first', () => {
    const { world, when } = given({ device: 'd1', user: 'ann', userProperties: { plan: 'pro', shoe: 42 } });
    const now = when({ device: 'd1', user: 'bob', userProperties: { plan: 'free' } });
    expect(now.joined).toBe(true);
    expect(plain(now.after)).toEqual({ plan: 'free' });
    expect(plain(now.left)).toEqual({ plan: 'pro', shoe: 42 });
    expect(world.devicesOf('ann')).toEqual([]);
    expect(world.devicesOf('bob')).toEqual(['d1']);
    expect(plain(world.users.get('ann')?.properties)).toEqual({ plan: 'pro', shoe: 42 });
  });

  it('changes nothing, and so writes nothing, when an event says what is known', () => {
    const { world, when } = given({ device: 'd1', user: 'ann', ids: { idfv: 'V-1' }, userProperties: { plan: 'pro' } });
    const before = [world.devices.get('d1'), world.users.get('ann')];
    const now = when({ device: 'd1', user: 'ann', ids: { idfv: 'V-1' }, userProperties: { plan: 'pro' } });
    expect(now.device).toBe(before[0]);
    expect(now.user).toBe(before[1]);
    expect(now.after).toBe(now.before);
    expect(now.joined).toBe(false);
  });
});

describe('the devices of a user', () => {
  it('are those that logged in, the last one first', () => {
    const { world, when } = given({ device: 'd1', user: 'ann' }, { device: 'd2', user: 'ann' });
    when({ device: 'd1', user: 'ann' });
    expect(world.devicesOf('ann')).toEqual(['d2', 'd1']);
  });

  it('are reached by an event that names only the user', () => {
    const { when } = given({ device: 'd1', user: 'ann', ids: { adid: 'A-1' } }, { device: 'd2', user: 'ann' });
    const now = when({ user: 'ann', ids: { idfa: 'not of a device' }, userProperties: { plan: 'pro' } });
    expect(now.others).toEqual([
      { device: 'd2', ids: {} },
      { device: 'd1', ids: { adid: 'A-1' } },
    ]);
    expect(now.device).toBeUndefined();
  });

  it('are not joined by what an event without a device carries', () => {
    const { world } = given({ user: 'ann', ids: { idfa: 'A-1' } }, { ids: { idfa: 'A-1' }, userProperties: { a: 1 } });
    expect(world.devices.size).toBe(0);
    expect(world.users.size).toBe(0);
  });

  it(`are ${maxKnownDevices} at most; one that fell off stays off until it logs in again`, () => {
    const { world, when } = given(
      ...Array.from({ length: maxKnownDevices + 1 }, (_, n) => ({ device: `d${n}`, user: 'ann' })),
    );
    expect(world.devicesOf('ann')).toHaveLength(maxKnownDevices);
    const user = world.users.get('ann');
    const now = when({ device: 'd0', user: 'ann' });
    expect(now.user).toBe(user);
    when({ device: 'd0', user: 'bob' });
    when({ device: 'd0', user: 'ann' });
    expect(world.devicesOf('ann')[0]).toBe('d0');
  });
});

describe('advertising ids', () => {
  it('are the last real ones, on the device and on its user', () => {
    const { world, when } = given({ device: 'd1', user: 'ann', ids: { idfv: 'V-1' } });
    when({ device: 'd1', ids: { idfa: 'A-1' } });
    expect(world.devices.get('d1')?.ids).toEqual({ idfv: 'V-1', idfa: 'A-1' });
    expect(world.users.get('ann')?.devices).toEqual([{ device: 'd1', ids: { idfv: 'V-1', idfa: 'A-1' } }]);
    expect(when({ device: 'd1' }).ids).toEqual({ idfv: 'V-1', idfa: 'A-1' });
  });

  it('are forgotten once the device says that tracking is limited', () => {
    const { world, when } = given({ device: 'd1', user: 'ann', ids: { idfv: 'V-1', idfa: 'A-1' } });
    const now = when({ device: 'd1', ids: { idfv: 'V-1' }, withdrawnIds: ['idfa'] });
    expect(now.ids).toEqual({ idfv: 'V-1' });
    expect(world.users.get('ann')?.devices).toEqual([{ device: 'd1', ids: { idfv: 'V-1' } }]);
  });
});

describe('$skip_user_properties_sync', () => {
  it('shows the properties to the event and keeps them from the user', () => {
    const { world, when } = given({ user: 'ann', device: 'd1', userProperties: { plan: 'free' } });
    const now = when({ user: 'ann', userProperties: { plan: 'pro' }, keepProperties: false });
    expect(plain(now.visible)).toEqual({ plan: 'pro' });
    expect(now.after).toBe(now.before);
    expect(plain(world.users.get('ann')?.properties)).toEqual({ plan: 'free' });
  });
});

const said: fc.Arbitrary<Partial<Sighting>> = fc.record({
  device: fc.constantFrom(undefined, 'd1', 'd2', 'd3'),
  user: fc.constantFrom(undefined, 'ann', 'bob'),
  ids: fc.constantFrom({}, { idfa: 'A' }, { idfa: 'B', idfv: 'V' }),
  withdrawnIds: fc.constantFrom([], ['idfa' as const]),
  userProperties: fc.constantFrom(undefined, { a: 1 }, { b: 2 }, { $unset: { a: '-' } }, { $append: { l: 1 } }),
  keepProperties: fc.boolean(),
});

describe('whatever comes in whatever order', () => {
  it('a device has one user at most, who lists it with the ids it has', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 15 }), (events) => {
        const { world } = given(...events);
        for (const device of world.devices.values()) {
          const owners = [...world.users.values()].filter((user) => world.devicesOf(user.user).includes(device.device));
          expect(owners.map((user) => user.user)).toEqual(device.user === null ? [] : [device.user]);
          const listed = owners[0]?.devices.find((known) => known.device === device.device);
          if (listed !== undefined) expect(listed.ids).toEqual(device.ids);
          if (device.user !== null) expect(Object.keys(device.properties)).toEqual([]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('changedProperties', () => {
  it.each([
    ['created', {}, { plan: 'pro', other: 1 }, { plan: 'pro' }],
    ['changed', { plan: 'free' }, { plan: 'pro' }, { plan: 'pro' }],
    ['cleared', { plan: 'free' }, {}, { plan: null }],
    ['the same', { plan: ['a', { b: 1 }], other: 1 }, { plan: ['a', { b: 1 }], other: 2 }, {}],
    ['not there', {}, {}, {}],
  ])('a selected property that is %s', (_how, before, after, changed) => {
    expect(plain(changedProperties(before, after, ['plan', 'loyalty_id', 'constructor', '__proto__']))).toEqual(
      changed,
    );
  });

  it('is about selected ones alone', () => {
    expect(plain(changedProperties({}, { plan: 'pro' }, []))).toEqual({});
  });
});
