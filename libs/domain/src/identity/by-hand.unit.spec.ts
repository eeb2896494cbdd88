import { decide, type Command } from './decide.ts';
import { dueAt, evolve, unknownDevice } from './device.ts';
import { type DeviceEvent } from './facts.ts';
import { notReleased } from './releasing.ts';

const hour = 3_600_000;
const origin = { project: 'p1', syncVersion: 3 };
const byHand = { who: 'ada', why: 'the postback was lost' };
const put = (value: string, requestedAt = 900) => ({ value, requestedAt });

function given(...events: DeviceEvent[]) {
  const state = events.reduce(evolve, unknownDevice);
  return {
    state,
    when: (command: Command) => ({
      then: (...expected: DeviceEvent[]) => expect(decide(command, state)).toEqual(expected),
    }),
  };
}

const identified: DeviceEvent = { type: 'DeviceIdentified', at: 1_000, ids: { idfa: 'A-1' } };
const held: DeviceEvent = {
  type: 'LinkHeld',
  at: 1_000,
  origin,
  properties: { plan: put('gold') },
  expiresAt: 1_000 + hour,
};
const confirmed: DeviceEvent = {
  type: 'DeviceConfirmed',
  at: 5_000,
  by: 'postback',
  ids: { idfv: 'V-1' },
  settledAt: 15_000,
};
const untied: DeviceEvent = {
  type: 'LinkReleased',
  at: 2_000,
  dispatchId: 'd1',
  ids: { idfa: 'A-1' },
  properties: { plan: 'gold' },
  byHand,
  untied: true,
};
const accepted: DeviceEvent = {
  type: 'LinkAccepted',
  at: 3_000,
  dispatchId: 'd1',
  repliedAt: 2_900,
  properties: { plan: 'gold' },
};
const restored = (at: number): DeviceEvent => ({
  type: 'LinkRestored',
  at,
  origin,
  properties: { plan: put('gold', at) },
  expiresAt: at + hour,
});
const release = (now: number, selected = ['plan']): Command => ({
  type: 'ReleaseByHand',
  now,
  dispatchId: 'd1',
  selected,
  byHand,
});
const confirm: Command = {
  type: 'Confirm',
  now: 5_000,
  by: 'postback',
  ids: { idfv: 'V-1' },
  settleMs: 10_000,
  expireMs: hour,
};

describe('a release by hand', () => {
  it('of a device that nothing confirmed goes with the ids that requests named, and is not tied', () =>
    given(identified, held).when(release(2_000)).then(untied));
  it('of a confirmed device goes with the ids that Kochava has seen, before the settle delay is over', () => {
    const { ids } = confirmed as { ids: object };
    given(identified, held, confirmed)
      .when(release(6_000))
      .then({ ...untied, at: 6_000, ids, untied: undefined } as never);
  });
  it('is refused where nothing is held, one is in flight, or nothing names the device', () => {
    const nothing = given(identified);
    const behind = given(identified, held, untied, { ...held, at: 2_500, properties: { plan: put('pro') } });
    const nameless = given(held);
    for (const { when } of [nothing, behind, nameless]) when(release(9_000)).then();
    expect([nothing, behind, nameless].map(({ state }) => notReleased(state))).toEqual([
      'nothing-held',
      'in-flight',
      'no-identifier',
    ]);
    expect(notReleased(given(identified, held).state)).toBeUndefined();
  });
  it('leaves out what the sync no longer selects', () =>
    given(identified, held)
      .when(release(2_000, []))
      .then({ type: 'LinkWithdrawn', at: 2_000, names: ['plan'], because: 'not-selected' }));
});

describe('what Kochava took without tying it', () => {
  it('goes once more when Kochava is known to have the device', () => {
    given(identified, held, untied, accepted).when(confirm).then(confirmed, restored(5_000));
    const { state } = given(identified, held, untied, accepted, confirmed, restored(5_000));
    expect(dueAt(state)).toBe(15_000);
  });
  it('goes once more too when that came to be known while the link was on its way', () =>
    given(identified, held, untied, confirmed)
      .when({
        type: 'Accept',
        now: 6_000,
        dispatchId: 'd1',
        repliedAt: 5_900,
        properties: { plan: 'gold' },
        expireMs: hour,
      })
      .then({ ...accepted, at: 6_000, repliedAt: 5_900 } as DeviceEvent, restored(6_000)));
  it('does not where a newer value waits', () => {
    const newer: DeviceEvent = { ...held, at: 4_000, properties: { plan: put('pro') } };
    given(identified, held, untied, accepted, newer).when(confirm).then(confirmed);
  });
  it('is no reason to leave out the same value when it is asked for again', () =>
    given(identified, held, untied, accepted)
      .when({
        type: 'Request',
        now: 4_000,
        origin,
        ids: {},
        properties: { plan: 'gold' },
        requestedAt: 900,
        expireMs: hour,
      })
      .then({ ...held, at: 4_000, expiresAt: 4_000 + hour } as DeviceEvent));
});

describe('reopened by hand', () => {
  it('says who did it, and why', () => {
    const expired: DeviceEvent = { type: 'LinkExpired', at: hour, names: ['plan'], because: 'unconfirmed' };
    given(identified, held, expired)
      .when({ type: 'Reopen', now: 1_000, origin, properties: { plan: put('gold') }, expireMs: hour, byHand })
      .then({ ...held, type: 'LinkReopened', byHand } as DeviceEvent);
  });
});
