import { startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { accepted, Desk, installed, requested } from './desk.spec.ts';

let postgres: TestPostgres;
let desk: Desk;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());
beforeEach(async () => {
  desk = await Desk.open(postgres);
});
afterEach(async () => desk?.close());

const bySource = async () =>
  Object.fromEntries(
    (
      await desk.db.query<{ source: string; n: number; last_at: number }>(
        'confirmations',
        'SELECT source, n, last_at::float8 AS last_at FROM console_confirmation ORDER BY source',
      )
    ).map(({ source, n, last_at: at }) => [source, [n, at]]),
  );

describe('confirmations', () => {
  it('are counted by what said first that Kochava has the device, each device once', async () => {
    const adid = '38400000-8cf0-11bd-b23e-10b96e40000d';
    const first = desk.now;
    await desk.tell([accepted({ kochavaDeviceId: 'd-1' }), accepted({ kochavaDeviceId: 'd-2' })]);
    await desk.tell([
      installed({ kochavaDeviceId: 'd-1', ids: { adid } }),
      installed({ kochavaDeviceId: 'd-3', source: 'install-event' }),
    ]);
    desk.now += 5_000;
    await desk.tell([requested({ kochavaDeviceId: 'd-4', ids: { adid } })]);
    await desk.tell([installed({ kochavaDeviceId: null, ids: { adid } }), accepted({ kochavaDeviceId: 'd-1' })]);
    await desk.tell([installed({ kochavaDeviceId: null, ids: { adid } })]);
    expect(await bySource()).toEqual({
      event: [2, first],
      'install-event': [1, first],
      postback: [1, first + 5_000],
    });
  });
});
