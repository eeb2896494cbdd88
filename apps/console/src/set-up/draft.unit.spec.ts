import { type Sync } from '../api/syncs.ts';
import { draftOf, patchOf } from './draft.ts';

const sync: Sync = {
  id: 'sy_1',
  project: 'pr_1',
  version: 3,
  status: 'disabled',
  name: 'Post-install',
  appGuid: 'ko-app',
  authentication: { enabled: false, apiKey: null, apiSecret: null },
  sendEvents: {
    enabled: true,
    events: ['a', 'b'],
    filters: [],
    properties: { event: [], user: [] },
    rename: { a: 'Purchase' },
    currency: null,
  },
  mappings: { kochava_device_id: 'device_id', ip: 'ip', idfa: 'idfa' },
  sendUsers: { enabled: false, properties: [] },
  hold: { settleSeconds: 10, expireDays: 30 },
  concurrency: 16,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
};

describe('what the form changes', () => {
  it('is nothing as long as nothing is changed', () => {
    expect(patchOf(sync, draftOf(sync))).toBeUndefined();
  });

  it('leaves the status to its own switch', () => {
    expect(patchOf(sync, { ...draftOf(sync), status: 'enabled' })).toBeUndefined();
  });

  it('has the sections that differ', () => {
    const draft = draftOf(sync);
    const sendEvents = { ...draft.sendEvents, events: ['b'], rename: {} };
    expect(patchOf(sync, { ...draft, sendEvents })).toEqual({ sendEvents: { events: ['b'], rename: { a: null } } });
  });

  it('has credentials only once they are typed', () => {
    const draft = draftOf(sync);
    const credentials = { apiKey: 'key', apiSecret: '' };
    expect(patchOf(sync, { ...draft, credentials })).toEqual({ authentication: { apiKey: 'key' } });
    expect(patchOf(sync, { ...draft, authentication: { enabled: true }, credentials })).toEqual({
      authentication: { enabled: true, apiKey: 'key' },
    });
  });
});
