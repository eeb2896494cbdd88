import { type DeviceIds, type DispatchEntry, type Outcome } from '@kochava-stream/contracts';
import { aSync, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import fc from 'fast-check';
import { accepted, answered, Desk, installed, requested } from './desk.spec.ts';
import { type Fact } from './facts.ts';

let postgres: TestPostgres;
let desk: Desk;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());

const settleMs = 2_000;
const devices = ['d-1', 'd-2', 'd-3'] as const;
const someIds = fc.constantFrom<DeviceIds>(
  {},
  { idfa: 'A-1' },
  { idfa: 'A-2' },
  { idfa: 'A-1', idfv: 'V-1' },
  { idfv: 'V-2' },
);

type Step =
  | ['request', (typeof devices)[number], 'plan' | 'tier', string | null, DeviceIds]
  | ['event' | 'postback', (typeof devices)[number], DeviceIds]
  | ['unnamed postback', DeviceIds]
  | ['reply', number, 'accepted' | 'dead']
  | ['pass', number]
  | ['toggle'];
/** Facts told in one transaction, again after a crash, and once more. */
type Told = { steps: Step[]; crash: boolean; twice: boolean };

const device = fc.constantFrom(...devices);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constant('request'),
      device,
      fc.constantFrom('plan', 'tier'),
      fc.constantFrom('a', 'b', null),
      someIds,
    ),
  },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('event', 'postback'), device, someIds) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('unnamed postback'), someIds) },
  { weight: 5, arbitrary: fc.tuple(fc.constant('reply'), fc.nat(5), fc.constantFrom('accepted', 'accepted', 'dead')) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('pass'), fc.constantFrom(1, settleMs, 10 * 86_400_000)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('toggle')) },
) as fc.Arbitrary<Step>;
const history = fc.array(
  fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 5, size: 'max' }),
    crash: fc.boolean(),
    twice: fc.boolean(),
  }),
  { maxLength: 14, size: 'max' },
);

/** Drives the linker, plays Kochava, and notes since when Kochava is known to have what. */
class Run {
  readonly #since = new Map<string, number>();
  readonly #open: (DispatchEntry & { sync: string })[] = [];
  #seen = 0;
  #enabled = true;

  async tell({ steps, crash, twice }: Told): Promise<void> {
    const facts = steps.flatMap((each) => this.#factsOf(each));
    if (crash) {
      const failed = desk.tell(facts, () => Promise.reject(new Error('crash')));
      await expect(failed).rejects.toThrow('crash');
    }
    await desk.tell(facts);
    if (twice) await desk.tell(facts);
    await desk.look();
    this.#check();
  }

  /** Until everything that can end has ended. */
  async end(): Promise<void> {
    if (!this.#enabled) await this.tell({ steps: [['toggle']], crash: false, twice: false });
    const events = devices.map((each): Step => ['event', each, { idfv: `V-${each}` }]);
    await this.tell({ steps: events, crash: false, twice: false });
    for (let round = 0; round < 6; round += 1) {
      const replies = this.#open.map((): Step => ['reply', 0, 'accepted']);
      await this.tell({ steps: [['pass', settleMs], ...replies], crash: false, twice: false });
    }
  }

  #factsOf(each: Step): Fact[] {
    switch (each[0]) {
      case 'request':
        return [
          requested({
            kochavaDeviceId: each[1],
            properties: { [each[2]]: each[3] },
            ids: each[4],
            requestedAt: desk.now,
          }),
        ];
      case 'event':
        return [accepted(this.#known(each[1], each[2]))];
      case 'postback':
        return [installed(this.#known(each[1], each[2]))];
      case 'unnamed postback':
        return [installed({ ...this.#known(null, each[1]), kochavaDeviceId: null })].filter(hasIds);
      case 'reply':
        return this.#reply(each[1], each[2]);
      case 'pass':
        desk.now += each[1];
        return [];
      case 'toggle':
        this.#enabled = !this.#enabled;
        desk.configure(sync(this.#enabled));
        return [];
    }
  }

  #known(kochavaDeviceId: string | null, ids: DeviceIds) {
    for (const id of Object.values(ids)) {
      const key = `${kochavaDeviceId ?? '*'} ${id}`;
      if (!this.#since.has(key)) this.#since.set(key, desk.now);
    }
    return { kochavaDeviceId: kochavaDeviceId ?? '', ids };
  }

  #reply(n: number, outcome: Outcome['outcome']): Fact[] {
    const [entry] = this.#open.splice(n % Math.max(1, this.#open.length), 1);
    return entry === undefined
      ? []
      : [answered(entry, { outcome, class: outcome === 'dead' ? 'refused' : 'accepted', at: desk.now })];
  }

  #check(): void {
    for (const link of desk.links.slice(this.#seen)) {
      expect(this.#open.map(({ kochavaDeviceId }) => kochavaDeviceId)).not.toContain(link.kochavaDeviceId);
      expect(Object.keys(link.ids)).not.toHaveLength(0);
      for (const id of Object.values(link.ids)) {
        const since = Math.min(
          ...[`${link.kochavaDeviceId} ${id}`, `* ${id}`].map((key) => this.#since.get(key) ?? Infinity),
        );
        expect(desk.now).toBeGreaterThanOrEqual(since + settleMs);
      }
      this.#open.push(link);
    }
    this.#seen = desk.links.length;
  }
}

const sync = (enabled: boolean) =>
  aSync({
    status: enabled ? 'enabled' : 'disabled',
    hold: { settleSeconds: settleMs / 1_000 },
    sendUsers: { properties: ['plan', 'tier'] },
  });
const hasIds = (fact: Fact) => fact.type !== 'ids-confirmed' || Object.keys(fact.ids).length > 0;

describe('any history of batches, repeats and crashes, on the database', () => {
  it('sends no link first, keeps one in flight, adds up, ends without holds, and is what the log says', async () => {
    await fc.assert(
      fc
        .asyncProperty(history, async (batches) => {
          const run = new Run();
          for (const batch of batches) await run.tell(batch);
          const before = await desk.rebuild(true);
          expect(Object.entries(before.tables).filter(([, { missing, wrong }]) => missing + wrong > 0)).toEqual([]);
          await run.end();
          expect(await desk.holds()).toEqual([]);
          expect(desk.n('link-requested')).toBe(desk.n('link-suppressed') + desk.n('link-held '));
          const left = ['merged', 'withdrawn', 'released', 'expired'].map((what) => desk.n(`link-${what}`));
          expect(desk.n('link-held')).toBe(left.reduce((sum, n) => sum + n));
          await expectRebuildToRestore();
        })
        .beforeEach(async () => {
          await desk?.close();
          desk = await Desk.open(postgres, sync(true));
        }),
      { numRuns: Number(process.env['SPEC_RUNS'] ?? 15), endOnFailure: true },
    );
    await desk.close();
  }, 120_000);
});

/** Damages every projection and rebuilds it from the log. */
async function expectRebuildToRestore(): Promise<void> {
  const rows = async () => {
    const tables = ['device', 'device_alias', 'confirmed_id', 'hold'];
    return await Promise.all(
      tables.map((table) => desk.db.query(`all ${table}`, `SELECT * FROM ${table} AS row ORDER BY row::text`)),
    );
  };
  const was = await rows();
  await desk.db.execute('damage devices', 'DELETE FROM device WHERE kochava_device_id = $1', ['d-1']);
  await desk.db.execute('damage aliases', 'DELETE FROM device_alias');
  await desk.db.execute('damage ids', `UPDATE confirmed_id SET confirmed_by = 'import'`);
  await desk.db.execute('damage holds', `INSERT INTO hold VALUES ('s', 'd', 0, 'due', 0, 0, 0, '{}')`);
  const found = await desk.rebuild(true);
  expect(found.tables.hold).toMatchObject({ wrong: 1 });
  await desk.rebuild(false);
  expect(await rows()).toEqual(was);
}
