import fc from 'fast-check';
import { decide, type SyncCommand } from './decide.ts';
import { emptyDocument, type SyncDocument } from './document.ts';
import { mergePatch } from './merge-patch.ts';
import { evolve, toConfig, type SecretFacts, type SyncEvent, type SyncState } from './sync.ts';

const document: SyncDocument = { ...emptyDocument('Post-install'), appGuid: 'kodemo' };
const created: SyncEvent = { type: 'SyncCreated', data: { id: 's1', project: 'p1', document } };
const secret: SecretFacts = {
  version: 1,
  apiKey: { last4: 'abcd', fingerprint: '0123456789ab' },
  apiSecret: { last4: 'wxyz', fingerprint: 'ba9876543210' },
};

function given(...events: SyncEvent[]) {
  const state = events.reduce<SyncState | undefined>(evolve, undefined);
  return { when: (command: SyncCommand) => decide(command, state) };
}

describe('a sync', () => {
  it('is created disabled, with nothing selected', () => {
    const decision = given().when({ type: 'CreateSync', id: 's1', project: 'p1', document });
    expect(decision).toEqual({ ok: true, events: [created] });
    expect(toConfig(evolve(undefined, created))).toMatchObject({
      v: 1,
      version: 1,
      status: 'disabled',
      sendEvents: { events: [], properties: { event: [], user: [] } },
      sendUsers: { properties: [] },
    });
  });

  it('says which sections changed, and nothing when none did', () => {
    const changed = { ...document, hold: { settleSeconds: 0, expireDays: 30 }, name: 'New' };
    expect(given(created).when({ type: 'ChangeSync', document: changed })).toEqual({
      ok: true,
      events: [
        { type: 'SyncRenamed', data: { name: 'New' } },
        { type: 'HoldChanged', data: { hold: { settleSeconds: 0, expireDays: 30 } } },
      ],
    });
    expect(given(created).when({ type: 'ChangeSync', document: structuredClone(document) })).toEqual({
      ok: true,
      events: [],
    });
  });

  it('keeps what was absent, and what became absent again, apart from what was said', () => {
    const paced = { ...document, delivery: { maxPerSecond: 5 }, postbacks: { parameters: { idfa: 'ios_idfa' } } };
    const change = given(created).when({ type: 'ChangeSync', document: paced });
    expect(change).toMatchObject({ events: [{ type: 'DeliveryChanged' }, { type: 'PostbacksChanged' }] });
    const events = change.ok ? (JSON.parse(JSON.stringify(change.events)) as SyncEvent[]) : [];
    const back = given(created, ...events).when({ type: 'ChangeSync', document });
    expect(back).toMatchObject({ events: [{ data: { delivery: {} } }, { data: { postbacks: { parameters: {} } } }] });
  });

  it('stays the destination that it was created as', () => {
    const install = { ...document, kind: 'install' as const };
    expect(given(created).when({ type: 'ChangeSync', document: install })).toMatchObject({
      ok: false,
      problems: [{ field: '/kind' }],
    });
    const same = given(created).when({ type: 'ChangeSync', document: { ...document, kind: 'post-install' } });
    expect(same).toEqual({ ok: true, events: [] });
  });

  it('is enabled once, and disabled once', () => {
    const enabled: SyncEvent = { type: 'SyncEnabled', data: {} };
    expect(given(created).when({ type: 'EnableSync' })).toEqual({ ok: true, events: [enabled] });
    expect(given(created, enabled).when({ type: 'EnableSync' })).toEqual({ ok: true, events: [] });
    expect(given(created).when({ type: 'DisableSync' })).toEqual({ ok: true, events: [] });
  });

  it.each([
    ['no App GUID', { ...document, appGuid: '' }, '/appGuid'],
    ['no identifier', { ...document, mappings: { kochava_device_id: 'device_id', ip: 'ip' } }, '/mappings'],
    ['authentication without a secret', { ...document, authentication: { enabled: true } }, '/authentication'],
  ])('is not enabled with %s', (_, wrong, field) => {
    const decision = given({ ...created, data: { ...created.data, document: wrong } }).when({ type: 'EnableSync' });
    expect(decision).toMatchObject({ ok: false, problems: [{ field }] });
  });

  it('takes authentication and its secret in one change while enabled', () => {
    const change: SyncCommand = { type: 'ChangeSync', document: { ...document, authentication: { enabled: true } } };
    const enabled = given(created, { type: 'SyncEnabled', data: {} });
    expect(enabled.when(change)).toMatchObject({ ok: false });
    expect(enabled.when({ ...change, secret })).toMatchObject({
      ok: true,
      events: [{ type: 'SecretsReplaced' }, { type: 'AuthenticationSwitched' }],
    });
  });

  it('is rolled back to a document by one event; status and secrets stay', () => {
    const enabled: SyncEvent[] = [
      created,
      { type: 'SecretsReplaced', data: { secret } },
      { type: 'SyncEnabled', data: {} },
    ];
    const renamed = { ...document, name: 'New', hold: { settleSeconds: 0, expireDays: 1 } };
    const changed: SyncEvent[] = [
      { type: 'SyncRenamed', data: { name: 'New' } },
      { type: 'HoldChanged', data: { hold: renamed.hold } },
    ];
    const decision = given(...enabled, ...changed).when({ type: 'RollBackSync', to: 1, document });
    expect(decision).toEqual({ ok: true, events: [{ type: 'SyncRolledBack', data: { to: 1, document } }] });
    const events = [...enabled, ...changed, ...(decision.ok ? decision.events : [])];
    const after = events.reduce<SyncState | undefined>(evolve, undefined);
    expect(after).toMatchObject({ version: 6, status: 'enabled', secret, document });
    expect(given(...events).when({ type: 'RollBackSync', to: 1, document })).toEqual({ ok: true, events: [] });
  });

  it('is not rolled back to what the rules refuse now', () => {
    const before = { ...document, appGuid: '' };
    const events: SyncEvent[] = [created, { type: 'SyncEnabled', data: {} }];
    const decision = given(...events).when({ type: 'RollBackSync', to: 1, document: before });
    expect(decision).toMatchObject({ ok: false, problems: [{ field: '/appGuid' }] });
  });

  it('keeps a map at its key when the order of its names changes', () => {
    const one = { ...document, sendEvents: { ...document.sendEvents, rename: { a: 'A', b: 'B' } } };
    const other = { ...document, sendEvents: { ...document.sendEvents, rename: { b: 'B', a: 'A' } } };
    const sync = given({ ...created, data: { ...created.data, document: one } });
    expect(sync.when({ type: 'ChangeSync', document: other })).toEqual({ ok: true, events: [] });
  });

  it('counts every event as a version', () => {
    const state = [created, { type: 'SyncEnabled', data: {} } as const].reduce<SyncState | undefined>(
      evolve,
      undefined,
    );
    expect(state?.version).toBe(2);
  });
});

describe('mergePatch', () => {
  it('follows RFC 7396: an empty patch changes nothing, a patch applied twice is the patch applied once', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (target, patch) => {
          expect(mergePatch(target, {})).toEqual(target);
          const once = mergePatch(target, patch);
          expect(mergePatch(once, patch)).toEqual(once);
        },
      ),
    );
  });

  it('removes by null and replaces lists whole', () => {
    expect(mergePatch({ a: { b: 1, c: [1, 2] } }, { a: { b: null, c: [3] } })).toEqual({ a: { c: [3] } });
  });
});

describe('the secrets of a postback URL', () => {
  const one = { hash: 'a'.repeat(64), addedAt: 1 };
  const two = { hash: 'b'.repeat(64), addedAt: 2 };
  const added = (secret: typeof one): SyncEvent => ({ type: 'PostbackSecretAdded', data: { secret } });
  const removed: SyncEvent = { type: 'PostbackSecretRemoved', data: { hash: one.hash } };
  const config = (...events: SyncEvent[]) =>
    toConfig(events.reduce<SyncState | undefined>(evolve, undefined) as SyncState);

  it('are added and removed one by one, and reach every service as hashes', () => {
    expect(given(created).when({ type: 'AddPostbackSecret', secret: one })).toEqual({ ok: true, events: [added(one)] });
    expect(config(created, added(one), added(two)).postbacks?.secretHashes).toEqual([one.hash, two.hash]);
    const remove = given(created, added(one)).when({ type: 'RemovePostbackSecret', id: 'aaaaaaaaaaaa' });
    expect(remove).toEqual({ ok: true, events: [removed] });
    expect(config(created, added(one), added(two), removed).postbacks?.secretHashes).toEqual([two.hash]);
    expect(config(created).postbacks).toBeUndefined();
    expect(given(created).when({ type: 'RemovePostbackSecret', id: 'aaaaaaaaaaaa' })).toEqual({ ok: true, events: [] });
  });

  it('do not go or come with the document', () => {
    const parameters = { idfa: 'ios_idfa' };
    const mapped: SyncEvent = { type: 'PostbacksChanged', data: { postbacks: { parameters } } };
    expect(config(created, added(one), mapped).postbacks).toEqual({ parameters, secretHashes: [one.hash] });
    const back: SyncEvent = { type: 'SyncRolledBack', data: { to: 1, document } };
    expect(config(created, added(one), mapped, removed, added(two), back).postbacks).toEqual({
      parameters: {},
      secretHashes: [two.hash],
    });
  });

  it('are at most five', () => {
    const events = Array.from({ length: 5 }, (_, n) => added({ hash: String(n).repeat(64), addedAt: n }));
    const sixth = given(created, ...events).when({ type: 'AddPostbackSecret', secret: one });
    expect(sixth).toMatchObject({ ok: false, problems: [{ field: '/postbackSecrets' }] });
  });
});
