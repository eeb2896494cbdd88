import { type Call } from '../ledgers/call.ts';
import { massOutcome, massRow } from './releases.ts';

const call = (given: Partial<Call>): Call => ({
  ...{ kind: 'event', id: null, device: 1, properties: {}, at: 0, endedAt: 0, status: 200, accepted: true },
  ...{ violations: [] },
  ...given,
});
const link = (device: number, at: number) => call({ kind: 'link', device, at });
const event = (id: string, at: number) => call({ id, at });
const sentAt = new Map([
  ['before', 900],
  ['during', 1_500],
]);
const mass = { links: 2, dueAt: 1_000, sentAt };

describe('a mass release', () => {
  it('holds when every link came once and events did not wait for them', () => {
    const outcome = massOutcome([event('before', 910), link(1, 1_100), link(2, 3_000), event('during', 1_900)], mass);
    expect(outcome).toMatchObject({ drainedMs: 2_000, rate: 1, missing: 0, twice: 0, findings: [] });
    expect([outcome.before.p99, outcome.during.p99]).toEqual([10, 400]);
    expect(massRow(outcome).verdict).toMatchObject({ accepted: 4, delivered: 4, lost: 0, repeats: 0, early: 0 });
  });

  it.each([
    ['a link is missing', [link(1, 1_100), event('before', 910), event('during', 1_090)], /1 links did not come/],
    ['one came twice', [link(1, 1_100), link(2, 1_600), link(2, 1_700), event('during', 1_600)], /came twice/],
    ['events waited', [link(1, 1_100), link(2, 9_000), event('during', 9_000)], /7500 ms \(p99\)/],
    ['one came too early', [link(1, 900), link(1, 1_100), link(2, 1_600), event('during', 1_600)], /before they were/],
    ['an event is lost', [link(1, 1_100), link(2, 1_600), event('during', 1_600)], /2 events were sent, 1 came/],
  ])('does not when %s', (_what, calls, words) => {
    expect(massOutcome(calls, mass).findings.join()).toMatch(words);
  });
});
