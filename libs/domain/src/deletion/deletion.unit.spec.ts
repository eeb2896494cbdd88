import { type SyncConfig } from '@kochava-stream/contracts';
import { aSync } from '@kochava-stream/testing';
import { deviceKey, userKey, type Profile, type ProfileRow } from '../profiles/index.ts';
import {
  findPerson,
  isForgotten,
  judge,
  linkerAsk,
  nextStep,
  patienceMs,
  shardAsked,
  textsIn,
  valuesOf,
  type Asked,
  type Job,
} from './index.ts';

const project = 'project-1';
const row = (profile: Profile): ProfileRow => ({
  key: 'devices' in profile ? userKey(project, profile.user) : deviceKey(project, profile.device),
  version: 1,
  profile,
});
const user = (name: string, ...devices: string[]) =>
  row({
    project,
    user: name,
    properties: {},
    devices: devices.map((device) => ({ device, ids: { idfv: `v-${device}` } })),
  });
const device = (name: string, of: string | null) =>
  row({ project, device: name, user: of, ids: { idfv: `v-${name}` }, properties: {} });
const sync: SyncConfig = aSync({ id: 'sync-1', project });
const find = (userIds: string[], deviceIds: string[], rows: ProfileRow[]) =>
  findPerson({ project, userIds, deviceIds }, rows, [sync]);

describe('who is forgotten', () => {
  it('a user, with the devices on which he was seen last', () => {
    const rows = [user('ann', 'phone', 'lent'), device('phone', 'ann'), device('lent', 'bob')];
    const found = find(['ann'], [], rows);
    expect(found.devices.map(({ device: name, always }) => [name, always])).toEqual([['phone', false]]);
    expect(found.devices[0]?.atKochava).toMatchObject([{ sync: 'sync-1', kochavaDeviceId: 'phone' }]);
    expect(found.gone).toEqual([userKey(project, 'ann'), deviceKey(project, 'phone')]);
    expect([...valuesOf({ userIds: ['ann'] }, found.devices)]).toEqual([
      ['phone', false],
      ['v-phone', false],
      ['ann', true],
    ]);
  });

  it('a device, out of the list of its user, who stays', () => {
    const found = find([], ['phone'], [user('ann', 'phone', 'tablet'), device('phone', 'ann')]);
    expect(found.devices.map(({ device: name, always }) => [name, always])).toEqual([['phone', true]]);
    expect(found.gone).toEqual([deviceKey(project, 'phone')]);
    expect(found.changed).toMatchObject([{ user: 'ann', devices: [{ device: 'tablet' }] }]);
  });

  it('a device of which nothing is known, by what it would be at Kochava', () => {
    const found = find(['nobody'], ['ghost'], []);
    expect(found.devices).toMatchObject([{ device: 'ghost', atKochava: [{ kochavaDeviceId: 'ghost' }] }]);
    expect(found.gone).toEqual([]);
  });
});

describe('what comes later', () => {
  const [always, owned] = [{ always: true }, { always: false }];
  it.each([
    ['of a deleted user', { user_id: 'ann' }, always, undefined, 'suppressed'],
    ['of a deleted user on a new device', { user_id: 'ann' }, always, owned, 'suppressed'],
    ['of a deleted device, whoever uses it', { user_id: 'bob' }, undefined, always, 'suppressed'],
    ['of nobody on the device of a deleted user', {}, undefined, owned, 'suppressed'],
    ['of somebody else on it', { user_id: 'bob' }, undefined, owned, 'another-owner'],
    ['of others', { user_id: 'bob' }, undefined, undefined, 'taken'],
  ] as const)('an event %s is %5$s', (...[, event, ofUser, ofDevice, judged]) => {
    expect(judge(event, ofUser, ofDevice)).toBe(judged);
  });

  it('from before the deletion is dropped, and what is newer of a device that was named', () => {
    expect([5, 6].map((at) => isForgotten({ always: false, at: 5 }, at))).toEqual([true, false]);
    expect(isForgotten({ always: true, at: 5 }, 6)).toBe(true);
    expect(isForgotten(undefined, 0)).toBe(false);
  });
});

describe('a job', () => {
  const now = 1_000_000;
  const job = (round: number, state: Job['state'] = 'submitted'): Job => ({ state, round, reached: null });
  const asked = (ask: string, answered: boolean, askedAt = now): Asked => ({ ask, answered, askedAt });
  const next = (of: Job, asks: Asked[] = [], looked = false) => nextStep(of, asks, { now, shards: 2, looked });

  it('asks every shard, waits for all answers, looks at what config keeps, and does all that twice', () => {
    expect(next(job(0, 'staging'))).toEqual({ type: 'ask', round: 1, asks: ['1.t0', '1.t1'] });
    expect(next(job(1), [asked('1.t0', true), asked('1.t1', false)])).toEqual({ type: 'wait' });
    const answered = [asked('1.t0', true), asked('1.t1', true), asked('l3.1.t1', true)];
    expect(next(job(1), answered)).toEqual({ type: 'look' });
    expect(next(job(1), answered, true)).toEqual({ type: 'ask', round: 2, asks: ['2.t0', '2.t1'] });
    expect(next(job(2), answered, true)).toEqual({ type: 'finish' });
    expect(next(job(2, 'done'), answered, true)).toEqual({ type: 'wait' });
  });

  it('asks again where an answer was lost, the linker through who asked it', () => {
    const asks = [asked('1.t0', true), asked('1.t1', false, now - patienceMs), asked(linkerAsk('1.t1', 3), false, 0)];
    expect(next(job(1), asks)).toEqual({ type: 'ask-again', asks: ['1.t1'] });
    expect([shardAsked('1.t1'), shardAsked(linkerAsk('1.t12', 3))]).toEqual([1, 12]);
  });
});

it('every text of a letter is seen, those in JSON inside JSON too', () => {
  const body = JSON.stringify({ data: { device_ids: { idfa: 'A-1' }, list: ['x', 7] } });
  expect([...textsIn({ id: 'l', payload: JSON.stringify({ body, broken: '{"no' }) })]).toEqual(
    expect.arrayContaining(['l', 'A-1', 'x', '7', '{"no']),
  );
  expect(textsIn('"quoted"')).toEqual(new Set(['"quoted"', 'quoted']));
});
