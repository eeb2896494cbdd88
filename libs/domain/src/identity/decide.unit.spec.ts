import { decide, type Command } from './decide.ts';
import { dueAt, evolve, holdState, unknownDevice, type DeviceState } from './device.ts';
import { type DeviceEvent } from './facts.ts';

const hour = 3_600_000;
const origin = { project: 'p1', syncVersion: 3 };
const idfa = { idfa: 'A-1' };

function given(...events: DeviceEvent[]) {
  const state = events.reduce(evolve, unknownDevice);
  return {
    state,
    when: (command: Command) => ({
      then: (...expected: DeviceEvent[]) => expect(decide(command, state)).toEqual(expected),
    }),
  };
}

function request(
  properties: Record<string, string | null>,
  over: Partial<Command & { type: 'Request' }> = {},
): Command {
  return { type: 'Request', now: 1_000, origin, ids: {}, properties, requestedAt: 900, expireMs: hour, ...over };
}
function confirm(over: Partial<Command & { type: 'Confirm' }> = {}): Command {
  return { type: 'Confirm', now: 5_000, by: 'event', ids: idfa, settleMs: 10_000, expireMs: hour, ...over };
}
function release(now: number, selected = ['plan', 'tier']): Command {
  return { type: 'Release', now, dispatchId: 'd1', selected };
}
const accept = (over: Partial<Command & { type: 'Accept' }> = {}): Command => ({
  type: 'Accept',
  now: 40_000,
  dispatchId: 'd1',
  repliedAt: 39_000,
  properties: { plan: 'gold' },
  expireMs: hour,
  ...over,
});

const put = (value: string, requestedAt = 900) => ({ value, requestedAt });
const held: DeviceEvent = {
  type: 'LinkHeld',
  at: 1_000,
  origin,
  properties: { plan: put('gold') },
  expiresAt: 1_000 + hour,
};
const identified: DeviceEvent = { type: 'DeviceIdentified', at: 1_000, ids: idfa };
const confirmed: DeviceEvent = { type: 'DeviceConfirmed', at: 5_000, by: 'event', ids: idfa, settledAt: 15_000 };
const released: DeviceEvent = {
  type: 'LinkReleased',
  at: 15_000,
  dispatchId: 'd1',
  ids: idfa,
  properties: { plan: 'gold' },
};
const accepted: DeviceEvent = {
  type: 'LinkAccepted',
  at: 40_000,
  dispatchId: 'd1',
  repliedAt: 39_000,
  properties: { plan: 'gold' },
};
const rejected: DeviceEvent = {
  type: 'LinkRejected',
  at: 40_000,
  dispatchId: 'd1',
  repliedAt: 39_000,
  class: 'refused',
};
const suppressed = (names: (DeviceEvent & { type: 'LinkSuppressed' })['names']): DeviceEvent => ({
  type: 'LinkSuppressed',
  at: 1_000,
  names,
});
const merged = (properties: Record<string, { value: string; requestedAt: number }>): DeviceEvent => ({
  type: 'LinkMerged',
  at: 1_000,
  origin,
  properties,
  expiresAt: 1_000 + hour,
});
const withdrawn = (because: (DeviceEvent & { type: 'LinkWithdrawn' })['because'], names = ['plan']): DeviceEvent => ({
  type: 'LinkWithdrawn',
  at: 1_000,
  names,
  because,
});

describe('a request', () => {
  it('opens a hold', () =>
    given()
      .when(request({ plan: 'gold' }))
      .then(held));
  it('tells what the device is known by, once', () => {
    given()
      .when(request({ plan: 'gold' }, { ids: idfa }))
      .then(identified, held);
    given(identified, held)
      .when(request({ plan: 'gold' }, { ids: idfa }))
      .then(suppressed({ plan: 'held' }));
    given(confirmed)
      .when(request({ plan: 'gold' }, { ids: idfa }))
      .then(held);
  });
  it('joins an open hold', () =>
    given(held)
      .when(request({ tier: '2' }))
      .then(merged({ tier: put('2') })));
  it('replaces the held value of its name', () =>
    given(held)
      .when(request({ plan: 'pro' }))
      .then(merged({ plan: put('pro') })));
  it('changes nothing with the value that is held, in flight or accepted', () => {
    given(held)
      .when(request({ plan: 'gold' }))
      .then(suppressed({ plan: 'held' }));
    given(held, confirmed, released)
      .when(request({ plan: 'gold' }))
      .then(suppressed({ plan: 'in-flight' }));
    given(held, confirmed, released, accepted)
      .when(request({ plan: 'gold' }))
      .then(suppressed({ plan: 'accepted' }));
  });
  it('gathers behind a link in flight', () => {
    given(held, confirmed, released)
      .when(request({ plan: 'pro' }))
      .then({ ...held, properties: { plan: put('pro') } } as DeviceEvent);
  });
  it('back at what Kochava has takes the held value out', () => {
    const { state, when } = given(
      held,
      confirmed,
      released,
      accepted,
      merged({ plan: put('pro') }),
      merged({ tier: put('2') }),
    );
    when(request({ plan: 'gold' })).then(suppressed({ plan: 'accepted' }), withdrawn('superseded'));
    expect(state.held.has('tier')).toBe(true);
  });
  it('back at what Kochava had before the link in flight goes out again', () => {
    const pro = { ...released, dispatchId: 'd2', properties: { plan: 'pro' } };
    given(held, confirmed, released, accepted, merged({ plan: put('pro') }), pro)
      .when(request({ plan: 'gold' }))
      .then(held);
  });
  it('with null withdraws what is held of the name and nothing else', () => {
    given(held)
      .when(request({ plan: null, tier: null }))
      .then(suppressed({ plan: 'cleared', tier: 'cleared' }), withdrawn('cleared'));
    given(held, confirmed, released)
      .when(request({ plan: null }))
      .then(suppressed({ plan: 'cleared' }));
  });
  it('takes an empty name or value for a cleared one, as Kochava ignores it', () => {
    given()
      .when(request({ '': 'x', plan: '' }))
      .then(suppressed({ '': 'cleared', plan: 'cleared' }));
  });
  it('with a value that may not be sent takes back what is held of the name, and says why', () => {
    given(held)
      .when(request({ plan: null, tier: null }, { refused: ['plan'] }))
      .then(suppressed({ plan: 'email', tier: 'cleared' }), withdrawn('email'));
    given()
      .when(request({ plan: null, tier: '2' }, { refused: ['plan'] }))
      .then(suppressed({ plan: 'email' }), { ...held, properties: { tier: put('2') } } as DeviceEvent);
  });
  it('may be about a property called __proto__', () => {
    const properties = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
    const events = decide(request(properties), unknownDevice);
    const state = events.reduce(evolve, unknownDevice);
    expect([...state.held.keys()]).toEqual(['__proto__']);
    expect(decide(request(properties), state)).toEqual([
      suppressed(JSON.parse('{"__proto__":"held"}') as Record<string, 'held'>),
    ]);
  });
});

describe('a confirmation', () => {
  it('is a fact, also of a device nobody asked for', () => given().when(confirm()).then(confirmed));
  it('is told once per id', () => {
    given(confirmed)
      .when(confirm({ now: 9_000 }))
      .then();
    given(confirmed)
      .when(confirm({ now: 9_000, ids: {} }))
      .then();
  });
  it('makes the hold due after the settle delay', () => {
    expect(dueAt(given(held).state)).toBeNull();
    expect(holdState(given(held).state)).toBe('unconfirmed');
    expect(dueAt(given(held, confirmed).state)).toBe(15_000);
  });
  it('with new ids, as after a reinstall, is a new generation that settles again and names the device from now on', () => {
    const again: DeviceEvent = {
      type: 'DeviceConfirmed',
      at: 50_000,
      by: 'postback',
      ids: { idfa: 'A-2' },
      settledAt: 60_000,
    };
    given(confirmed)
      .when(confirm({ now: 50_000, by: 'postback', ids: { idfa: 'A-2' } }))
      .then(again);
    const { state, when } = given(confirmed, again, held);
    expect(state.confirmation).toMatchObject({ generation: 2, settledAt: 60_000, ids: { idfa: ['A-1', 'A-2'] } });
    when(release(60_000)).then({ ...released, at: 60_000, ids: { idfa: 'A-2' } } as DeviceEvent);
  });
  it('without any id leaves the hold visible as one without identifier', () => {
    const { state, when } = given(held, { ...confirmed, ids: {} } as DeviceEvent);
    expect(holdState(state)).toBe('no-identifier');
    when(release(99_000)).then();
    when(confirm({ now: 5_000 })).then(confirmed);
  });
  it('remembers a bounded number of ids', () => {
    let state: DeviceState = unknownDevice;
    for (let n = 0; n < 100; n += 1) state = decide(confirm({ ids: { idfa: `A-${n}` } }), state).reduce(evolve, state);
    expect(state.confirmation?.ids.idfa).toHaveLength(16);
    expect(state.version).toBe(16);
  });
});

describe('a release', () => {
  it('needs a confirmation, its settle delay and nothing in flight', () => {
    given(held).when(release(99_000)).then();
    given(held, confirmed).when(release(14_999)).then();
    given(held, confirmed).when(release(15_000)).then(released);
    given(held, confirmed, released, { ...held, at: 16_000 })
      .when(release(99_000))
      .then();
  });
  it('carries confirmed ids only, the names in order', () => {
    const { when } = given(identified, merged({ tier: put('2'), plan: put('gold') }), {
      ...confirmed,
      ids: { idfv: 'V' },
    } as DeviceEvent);
    when(release(15_000)).then({
      ...released,
      ids: { idfv: 'V' },
      properties: { plan: 'gold', tier: '2' },
    } as DeviceEvent);
  });
  it('leaves out what the sync no longer selects', () => {
    const left: DeviceEvent = { type: 'LinkWithdrawn', at: 15_000, names: ['tier'], because: 'not-selected' };
    given(held, merged({ tier: put('2') }), confirmed)
      .when(release(15_000, ['plan']))
      .then(left, released);
    given(merged({ tier: put('2') }), confirmed)
      .when(release(15_000, ['plan']))
      .then(left);
  });
});

describe('a release of what looks like an e-mail address', () => {
  const mail = { ...held, properties: { plan: put('ann@example.com'), tier: put('2') } } as DeviceEvent;
  const go = (emails?: 'refuse' | 'sha256' | 'allow'): Command => ({ ...release(15_000), emails }) as Command;
  const left = (properties: Record<string, string>) => ({ ...released, properties }) as DeviceEvent;
  const sha256 = '71d4f55f72fa128dfb468a1a3901507c804b74316488744d769d7f4b16696476';

  it('leaves it out by the rule of now, whatever was the rule when it was put on hold', () => {
    const out: DeviceEvent = { type: 'LinkWithdrawn', at: 15_000, names: ['plan'], because: 'email' };
    const { when } = given(mail, confirmed);
    when(go()).then(out, left({ tier: '2' }));
    when(go('refuse')).then(out, left({ tier: '2' }));
    when(go('allow')).then(left({ plan: 'ann@example.com', tier: '2' }));
    when(go('sha256')).then(left({ plan: sha256, tier: '2' }));
  });
});

describe('the reply to a link', () => {
  it('accepted: is remembered, and what gathered goes on', () => {
    given(held, confirmed, released).when(accept()).then(accepted);
    expect(dueAt(given(held, confirmed, released, merged({ tier: put('2') }), accepted).state)).toBe(15_000);
  });
  it('dead: is not remembered, and what gathered goes on', () => {
    const { state, when } = given(held, confirmed, released, {
      ...held,
      at: 20_000,
      properties: { plan: put('pro') },
    } as DeviceEvent);
    when({ type: 'Reject', now: 40_000, dispatchId: 'd1', repliedAt: 39_000, class: 'refused' }).then(rejected);
    expect(dueAt(evolve(state, rejected))).toBe(20_000);
  });
  it('dead: what Kochava has of its names is no longer known', () => {
    const second = { ...released, dispatchId: 'd2', properties: { plan: 'pro' } };
    given(held, confirmed, released, accepted, second, { ...rejected, dispatchId: 'd2' })
      .when(request({ plan: 'gold' }))
      .then(held);
  });
  it('counts once', () => {
    given(held, confirmed, released, accepted).when(accept()).then();
    given(held, confirmed, released, accepted)
      .when({ type: 'Reject', now: 50_000, dispatchId: 'd1', repliedAt: 39_000, class: 'refused' })
      .then();
  });
  it('to an older link that Kochava took once more: the newer value goes out again', () => {
    const pro = { ...released, dispatchId: 'd2', properties: { plan: 'pro' } };
    const proAccepted = { ...accepted, dispatchId: 'd2', repliedAt: 41_000, properties: { plan: 'pro' } };
    const { state, when } = given(held, confirmed, released, accepted, pro, proAccepted);
    when(accept()).then(); // the old reply, told twice
    const taken: DeviceEvent = { ...accepted, at: 50_000, repliedAt: 49_000 } as DeviceEvent;
    const restored: DeviceEvent = {
      type: 'LinkRestored',
      at: 50_000,
      origin,
      properties: { plan: put('pro', 50_000) },
      expiresAt: 50_000 + hour,
    };
    when(accept({ now: 50_000, repliedAt: 49_000 })).then(taken, restored);
    expect(dueAt([taken, restored].reduce(evolve, state))).toBe(50_000);
  });
});

describe('expiry', () => {
  it('takes each value when its time is over, and says what was missing', () => {
    const later = { ...merged({ tier: put('2') }), at: 2_000, expiresAt: 2_000 + hour } as DeviceEvent;
    const { when } = given(held, later);
    when({ type: 'Expire', now: 999 + hour }).then();
    when({ type: 'Expire', now: 1_000 + hour }).then({
      type: 'LinkExpired',
      at: 1_000 + hour,
      names: ['plan'],
      because: 'unconfirmed',
    });
  });
  it('can be undone, unless something newer came', () => {
    const expired: DeviceEvent = { type: 'LinkExpired', at: hour, names: ['plan'], because: 'unconfirmed' };
    const reopen: Command = { type: 'Reopen', now: 1_000, origin, properties: { plan: put('gold') }, expireMs: hour };
    given(held, expired)
      .when(reopen)
      .then({ ...held, type: 'LinkReopened' } as DeviceEvent);
    given(held, expired, held).when(reopen).then();
    given(held, confirmed, released).when(reopen).then();
    given(held, confirmed, released, { ...accepted, properties: { plan: 'pro' } } as DeviceEvent)
      .when(reopen)
      .then();
  });
});
