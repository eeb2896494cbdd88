import { changesBetween } from './changes.ts';
import { emptyDocument } from './document.ts';
import { type SyncState } from './sync.ts';

const state: SyncState = {
  id: 's1',
  project: 'p1',
  version: 1,
  status: 'disabled',
  document: emptyDocument('Post-install'),
  secret: null,
};

describe('changesBetween', () => {
  it('names every field that differs, lists as a whole, and nothing else', () => {
    const { sendEvents, mappings } = state.document;
    const after: SyncState = {
      ...state,
      version: 5,
      status: 'enabled',
      secret: {
        version: 1,
        apiKey: { last4: 'abcd', fingerprint: '0123456789ab' },
        apiSecret: { last4: 'wxyz', fingerprint: 'ba9876543210' },
      },
      document: {
        ...state.document,
        sendEvents: { ...sendEvents, events: ['A'], rename: { 'a/b': 'B' } },
        mappings: { ...mappings, idfa: undefined as never, att: 'event_properties.att' },
      },
    };
    expect(changesBetween(state, after)).toEqual([
      { field: '/status', before: 'disabled', after: 'enabled' },
      { field: '/authentication/apiKey', before: null, after: '…abcd (0123456789ab)' },
      { field: '/authentication/apiSecret', before: null, after: '…wxyz (ba9876543210)' },
      { field: '/sendEvents/events', before: [], after: ['A'] },
      { field: '/sendEvents/rename/a~1b', before: null, after: 'B' },
      { field: '/mappings/idfa', before: 'idfa', after: null },
      { field: '/mappings/att', before: null, after: 'event_properties.att' },
    ]);
    expect(changesBetween(after, after)).toEqual([]);
  });

  it('names everything that a new sync was created with', () => {
    const changes = changesBetween(undefined, state);
    expect(changes).toContainEqual({ field: '/name', before: null, after: 'Post-install' });
    expect(changes).toContainEqual({ field: '/mappings/ip', before: null, after: 'ip' });
  });
});
