import { aSync, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { accepted, Desk, ordered, requested, start } from './desk.spec.ts';

let postgres: TestPostgres;
let desk: Desk;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  desk = await Desk.open(postgres, settled());
});
afterEach(async () => desk?.close());

const settled = (sendUsers: { emails?: 'refuse' | 'sha256' | 'allow' } = {}) =>
  aSync({ hold: { settleSeconds: 0 }, sendUsers: { properties: ['plan', 'mail'], ...sendUsers } });

/** link-requested = link-suppressed + link-held[''], link-held = link-withdrawn + link-released + held now. */
function expectBooks(held: number): void {
  expect(desk.n('link-requested')).toBe(desk.n('link-suppressed') + desk.n('link-held '));
  expect(desk.n('link-held')).toBe(desk.n('link-withdrawn') + desk.n('link-released') + held);
}

describe('what looks like an e-mail address', () => {
  it('is counted as refused, takes back what was held of its name, and the books add up', async () => {
    await desk.tell([requested({ properties: { plan: 'pro', mail: 'unknown' } })]);
    await desk.tell([requested({ properties: { mail: null }, refused: ['mail'] })]);
    expect(desk.n('link-suppressed email')).toBe(1);
    expect(desk.n('link-withdrawn email')).toBe(1);
    expectBooks(1);
    await desk.tell([accepted()]);
    expect(desk.links.map(({ properties }) => properties)).toEqual([{ plan: 'pro' }]);
    expectBooks(0);
  });

  it('is counted too where the sync is gone', async () => {
    desk.remove('sync-1');
    const properties = { plan: 'pro', mail: null, other: null };
    await desk.tell([requested({ properties, refused: ['mail'], requestedAt: start - 3_600_000 })]);
    expect(
      ['link-requested', 'link-suppressed email', 'link-suppressed cleared', 'link-held'].map((of) => desk.n(of)),
    ).toEqual([3, 1, 1, 1]);
  });

  it.each([undefined, 'refuse'] as const)(
    'does not leave a hold by the rule of now (%s), not even by hand',
    async (emails) => {
      desk.configure(settled({ emails: 'allow' }));
      await desk.tell([requested({ properties: { mail: 'ann@example.com' } })]);
      expect(await desk.holds()).toMatchObject([{ state: 'unconfirmed' }]);
      desk.configure(emails === undefined ? settled() : settled({ emails }));
      await desk.tell([ordered({ type: 'release' })]);
      expect(desk.links).toEqual([]);
      expect(await desk.holds()).toEqual([]);
      expect(desk.n('link-withdrawn email')).toBe(1);
      expectBooks(0);
      expect((await desk.rebuild(true)).tables.hold).toEqual({ rows: 0, missing: 0, wrong: 0 });
    },
  );
});
