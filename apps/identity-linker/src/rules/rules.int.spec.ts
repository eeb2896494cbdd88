import { type DispatchEntry } from '@kochava-stream/contracts';
import { cleanIds } from '@kochava-stream/kochava';
import { aSync, startTestPostgres, type TestPostgres } from '@kochava-stream/testing';
import { accepted, answered, Desk, installed, ordered, requested } from '../desk.spec.ts';
import { type Fact } from '../facts.ts';
import { chapters } from './chapters.ts';
import { secondsOf, type Rule, type Step, type Then } from './rule.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
}, 120_000);
afterAll(async () => postgres?.stop());

type Settings = Extract<Step, { set: object }>['set'];

/** Plays a rule on the linker's handler, with a real database. */
class Play {
  readonly #last = new Map<string, DispatchEntry & { sync: string }>();
  #settings: Settings = {};
  #seen = 0;

  constructor(private readonly desk: Desk) {}

  configure(settings: Settings): void {
    this.#settings = { ...this.#settings, ...settings };
    const { confirmBy, select, status = 'enabled' } = this.#settings;
    this.desk.configure(
      aSync({
        status,
        sendUsers: { properties: [...(select ?? ['plan', 'tier'])] },
        hold: { settleSeconds: 10, ...(confirmBy === undefined ? {} : { confirmBy }) },
      }),
    );
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if ('set' in step) this.configure(step.set);
      else if ('pass' in step) this.desk.now += secondsOf(step.pass) * 1_000;
      else await this.desk.tell(this.#facts(step));
      await this.desk.look();
      for (const link of this.desk.links.slice(this.#seen)) this.#last.set(link.kochavaDeviceId, link);
      this.#seen = this.desk.links.length;
    }
  }

  #facts(step: Exclude<Step, { set: object } | { pass: string }>): Fact[] {
    const { now } = this.desk;
    if ('request' in step) {
      const { request: kochavaDeviceId, properties, ids = {} } = step;
      return [requested({ kochavaDeviceId, properties: { ...properties }, ids, requestedAt: now })];
    }
    if ('event' in step) return [accepted({ kochavaDeviceId: step.event, ids: step.ids })];
    if ('install' in step) {
      return [
        installed({ kochavaDeviceId: step.install, ids: cleanIds(step.ids ?? {}), source: step.by ?? 'postback' }),
      ];
    }
    return 'byHand' in step ? this.#ordered(step) : this.#answered(step);
  }

  #ordered({ byHand, device }: Extract<Step, { byHand: string }>): Fact[] {
    const letter = this.desk.dead.at(-1);
    const { properties } = JSON.parse(letter?.payload ?? '{}') as { properties: Record<string, never> };
    const order =
      byHand === 'release' ? { type: 'release' as const } : { type: 'reopen' as const, syncVersion: 1, properties };
    return [ordered(order, { kochavaDeviceId: device })];
  }

  #answered(step: Extract<Step, { answer: string } | { again: string }>): Fact[] {
    const device = 'answer' in step ? step.answer : step.again;
    const link = this.#last.get(device);
    if (link === undefined) throw new Error(`no link of ${device} is on its way`);
    const { now } = this.desk;
    const refused = 'answer' in step && step.as === 'refused';
    return [answered(link, refused ? { outcome: 'dead', class: 'refused', at: now } : { at: now })];
  }
}

async function outcomeOf({ confirmBy, given, when }: Rule): Promise<Required<Then>> {
  const desk = await Desk.open(postgres);
  try {
    const play = new Play(desk);
    play.configure(confirmBy === undefined ? {} : { confirmBy });
    await play.run(given);
    const [links, dead] = [desk.links.length, desk.dead.length];
    await play.run(when);
    const rows = await desk.db.query<{ device: string; state: string }>(
      'held now',
      'SELECT kochava_device_id AS device, state FROM hold',
      [],
    );
    const { tables } = await desk.rebuild(true);
    for (const { missing, wrong } of Object.values(tables)) expect([missing, wrong]).toEqual([0, 0]);
    return {
      links: desk.links
        .slice(links)
        .map((link) => ({ to: link.kochavaDeviceId, with: link.properties ?? {}, by: link.ids }))
        .sort((a, b) => (a.to < b.to ? -1 : 1)),
      held: Object.fromEntries(rows.map(({ device, state }) => [device, state])) as Required<Then>['held'],
      expired: Object.fromEntries(desk.dead.slice(dead).map(({ payload, detail }) => expiry(payload, detail))),
    };
  } finally {
    await desk.close();
  }
}

function expiry(payload: string, detail: string): [string, string] {
  const { kochavaDeviceId } = JSON.parse(payload) as { kochavaDeviceId: string };
  return [kochavaDeviceId, detail.replace('the hold ended ', '')];
}

describe.each(chapters.filter(({ rules }) => rules.length > 0))('$title', ({ rules }) => {
  it.each(rules)('$rule', async (rule) => {
    expect(await outcomeOf(rule)).toEqual({ links: [], held: {}, expired: {}, ...rule.then });
  });
});
